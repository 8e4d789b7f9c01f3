package io.glueconnector.aws;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.ConnectionName;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** One Glue client per connection, secret version, Region and retry mode, created at first use. Thread-safe. */
public final class GlueClients {
    private static final int MOST = 100;

    private final AwsClients clients;
    private final Sessions sessions;
    private final BoundedCache<Key, GlueClient> cache = new BoundedCache<>(MOST);

    private record Key(Connection connection, Region region, RetryMode mode) {}

    /**
     * Creates clients for connections.
     *
     * @param ownRoleAllowed whether a connection may use the function's own role
     */
    public GlueClients(AwsClients clients, boolean ownRoleAllowed) {
        this.clients = clients;
        this.sessions = new Sessions(clients, ownRoleAllowed, MOST);
    }

    /** Returns a client with resolved credentials, so the time limit of its next call covers Glue only. */
    GlueClient client(Connection connection, Region region, RetryMode mode, String sessionName) {
        AwsCredentialsProvider credentials = sessions.credentials(connection, region, sessionName);
        credentials.resolveCredentials();
        return cache.get(new Key(connection, region, mode), () -> clients.glue(region, credentials, mode));
    }

    /** Returns a client of CloudWatch Logs, which the caller closes. Few calls need one, so it is not kept. */
    CloudWatchLogsClient logs(Connection connection, Region region, String sessionName) {
        AwsCredentialsProvider credentials = sessions.credentials(connection, region, sessionName);
        credentials.resolveCredentials();
        return clients.logs(region, credentials);
    }

    /**
     * Asks STS for the identity of a connection, and whether its role can be assumed without the External ID.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
     */
    Identity identity(Connection connection, Region region, String sessionName) {
        GetCallerIdentityResponse caller = caller(connection, region, sessionName);
        boolean open = sessions.isOpenWithoutExternalId(connection, region, sessionName);
        return new Identity(caller.account(), caller.arn(), open);
    }

    /** Asks STS for the identity of a connection. */
    GetCallerIdentityResponse caller(Connection connection, Region region, String sessionName) {
        try (StsClient sts = clients.sts(region, sessions.credentials(connection, region, sessionName))) {
            return Sessions.ask(connection, sts::getCallerIdentity);
        }
    }

    void forget(ConnectionName name) {
        cache.removeIf(key -> key.connection().name().equals(name));
        sessions.forget(name);
    }
}
