package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A request that reached the server, whatever its result.
 *
 * @param at the time of arrival, by the server's clock
 * @param operation the requested operation
 * @param accessKeyId the signing access key; empty for an unsigned request
 * @param sessionToken whether the request has a session token
 * @param region the Region of the signature; empty for an unsigned request
 * @param host the Host header
 * @param body the parsed body; a missing node if it is not JSON
 */
public record ReceivedRequest(
        Instant at,
        String operation,
        String accessKeyId,
        boolean sessionToken,
        String region,
        String host,
        JsonNode body) {}
