package io.glueconnector.aws;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.ConnectionName;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** One Glue client per connection, secret version, Region and way of repeating; made at first use. Thread safe. */
public final class GlueClients {
    private static final int MOST = 100;

    private final AwsClients clients;
    private final Sessions sessions;
    private final BoundedCache<Key, GlueClient> cache = new BoundedCache<>(MOST);

    private record Key(Connection connection, Region region, Repeat repeat) {}

    /**
     * Clients for connections.
     *
     * @param ownRoleAllowed whether a connection may stand on the function's own role
     */
    public GlueClients(AwsClients clients, boolean ownRoleAllowed) {
        this.clients = clients;
        this.sessions = new Sessions(clients, ownRoleAllowed);
    }

    GlueClient client(Connection connection, Region region, Repeat repeat, String sessionName) {
        return cache.get(new Key(connection, region, repeat), () -> {
            AwsCredentialsProvider credentials = sessions.credentials(connection, region, sessionName);
            return clients.glue(region, credentials, repeat);
        });
    }

    /**
     * Asks STS who a connection is.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
     */
    Identity identity(Connection connection, Region region, String sessionName) {
        try (StsClient sts = clients.sts(region, sessions.credentials(connection, region, sessionName))) {
            GetCallerIdentityResponse caller = Sessions.answered(sts::getCallerIdentity);
            boolean open = sessions.isOpenWithoutExternalId(connection, region, sessionName);
            return new Identity(caller.account(), caller.arn(), open);
        }
    }

    void forget(ConnectionName name) {
        cache.removeIf(key -> key.connection().name().equals(name));
        sessions.forget(name);
    }
}
