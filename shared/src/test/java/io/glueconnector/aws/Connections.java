package io.glueconnector.aws;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.connection.Credentials;
import io.glueconnector.connection.Credentials.AccessKey;
import io.glueconnector.connection.Credentials.AssumeRole;
import io.glueconnector.connection.Credentials.ExecutionRole;
import io.glueconnector.connection.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Connections for tests. */
final class Connections {
    static final AccessKey KEY = key("AKIACONNECTIONKEY001");
    static final String ROLE = "arn:aws:iam::444455556666:role/team/glue";

    private Connections() {}

    static AccessKey key(String id) {
        return new AccessKey(id, new Secret("secret-access-key-of-" + id), Optional.empty());
    }

    static AssumeRole role(String arn, String externalId) {
        return new AssumeRole(arn, Optional.of(KEY), Optional.of(new Secret(externalId)), Duration.ofHours(1));
    }

    static Connection connection(Credentials credentials) {
        return connection(credentials, Optional.empty());
    }

    static Connection connection(Credentials credentials, Optional<String> region, String... allowedRegions) {
        return new Connection(new ConnectionName("team-a"), "version-1", credentials, region, Set.of(allowedRegions));
    }

    static Connection ownRole() {
        return connection(new ExecutionRole());
    }
}
