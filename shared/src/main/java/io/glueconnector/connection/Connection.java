package io.glueconnector.connection;

import java.util.Optional;
import java.util.Set;

/**
 * A stored connection.
 *
 * @param name the name that callers use
 * @param version the version of the secret that it was read from
 * @param credentials the credentials that sign its calls
 * @param region the Region of calls that name none
 * @param allowedRegions the Regions that calls may name; empty means all that the stack allows
 */
public record Connection(
        ConnectionName name,
        String version,
        Credentials credentials,
        Optional<String> region,
        Set<String> allowedRegions) {}
