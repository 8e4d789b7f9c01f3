package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A request that reached the server, whatever became of it.
 *
 * @param at when, by the server's clock
 * @param operation the operation asked for
 * @param accessKeyId who signed it; empty when nobody did
 * @param sessionToken whether a session token came with it
 * @param region the Region it was signed for; empty when it was not signed
 * @param host the host header
 * @param body the parsed body; a missing node when it is not JSON
 */
public record ReceivedRequest(
        Instant at,
        String operation,
        String accessKeyId,
        boolean sessionToken,
        String region,
        String host,
        JsonNode body) {}
