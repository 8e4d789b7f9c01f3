package io.glueconnector.aws;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.connection.Credentials.AccessKey;
import io.glueconnector.connection.Credentials.AssumeRole;
import io.glueconnector.connection.Credentials.ExecutionRole;
import io.glueconnector.connection.Secret;
import io.glueconnector.error.ConnectionInvalid;
import io.glueconnector.error.Unavailable;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * The credentials that sign a connection's calls. Assumed-role sessions are cached per connection, secret version and Region,
 * and never shared between connections. They are refreshed in their last five minutes, at the latest one minute before they
 * expire. Thread-safe.
 */
final class Sessions {
    private static final int SHORTEST_SECONDS = 900;
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final AwsClients clients;
    private final boolean ownRoleAllowed;
    private final BoundedCache<Key, Session> sessions;

    private record Key(Connection connection, Region region) {}

    private record Session(StsClient sts, StsAssumeRoleCredentialsProvider provider) implements AutoCloseable {
        @Override
        public void close() {
            provider.close();
            sts.close();
        }
    }

    Sessions(AwsClients clients, boolean ownRoleAllowed, int most) {
        this.clients = clients;
        this.ownRoleAllowed = ownRoleAllowed;
        this.sessions = new BoundedCache<>(most);
    }

    /**
     * Returns the credentials of a connection for calls to a Region. AssumeRole is called when they are first used.
     *
     * @throws ConnectionInvalid if the connection uses the function's own role and the stack does not allow that
     */
    AwsCredentialsProvider credentials(Connection connection, Region region, String sessionName) {
        return switch (connection.credentials()) {
            case AccessKey key -> fixed(key);
            case AssumeRole role -> assumed(connection, role, region, sessionName);
            case ExecutionRole _ -> ownRole(connection);
        };
    }

    // Looked up at each use, because a client may outlive the session that was cached when it was created.
    private AwsCredentialsProvider assumed(Connection connection, AssumeRole role, Region region, String sessionName) {
        AwsCredentialsProvider base = base(connection, role);
        Key key = new Key(connection, region);
        return () -> ask(
                connection,
                () -> sessions.get(key, () -> assume(role, base, region, sessionName))
                        .provider()
                        .resolveCredentials());
    }

    /**
     * Calls STS, or resolves the function's own credentials, before anything else uses them.
     *
     * @throws Unavailable if there was no response
     * @throws StsException if STS rejected the call
     */
    static <A> A ask(Connection connection, Supplier<A> question) {
        try {
            return question.get();
        } catch (SdkClientException e) {
            throw new Unavailable(
                            "STS did not respond for connection %s. Nothing was done; try again."
                                    .formatted(connection.name()),
                            WAIT)
                    .diagnosedAs("STS: " + e.getClass().getSimpleName());
        }
    }

    void forget(ConnectionName name) {
        sessions.removeIf(key -> key.connection().name().equals(name));
    }

    private Session assume(AssumeRole role, AwsCredentialsProvider base, Region region, String sessionName) {
        StsClient sts = clients.sts(region, base);
        StsAssumeRoleCredentialsProvider provider = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request(role, sessionName)
                        .durationSeconds((int) role.session().toSeconds())
                        .externalId(role.externalId().map(Secret::reveal).orElse(null))
                        .build())
                .prefetchTime(EARLY)
                .build();
        return new Session(sts, provider);
    }

    private static AssumeRoleRequest.Builder request(AssumeRole role, String sessionName) {
        return AssumeRoleRequest.builder().roleArn(role.roleArn()).roleSessionName(sessionName);
    }

    /** Whether the role can be assumed without the External ID, so its trust policy does not require it. */
    boolean isOpenWithoutExternalId(Connection connection, Region region, String sessionName) {
        return connection.credentials() instanceof AssumeRole role
                && isOpenWithoutExternalId(connection, role, region, sessionName);
    }

    private boolean isOpenWithoutExternalId(Connection connection, AssumeRole role, Region region, String sessionName) {
        AssumeRoleRequest request =
                request(role, sessionName).durationSeconds(SHORTEST_SECONDS).build();
        try (StsClient sts = clients.sts(region, base(connection, role))) {
            ask(connection, () -> sts.assumeRole(request));
            return true;
        } catch (StsException refused) {
            if (GlueFailures.isAccessDenied(refused)) {
                return false;
            }
            throw refused;
        }
    }

    private AwsCredentialsProvider base(Connection connection, AssumeRole role) {
        return role.base().map(Sessions::fixed).orElseGet(() -> ownRole(connection));
    }

    private AwsCredentialsProvider ownRole(Connection connection) {
        if (ownRoleAllowed) {
            AwsCredentialsProvider own = clients.ownCredentials();
            return () -> ask(connection, own::resolveCredentials);
        }
        throw new ConnectionInvalid(
                "Connection %s: it uses the function's own role, which this stack does not allow. Deploy the stack with AllowExecutionRoleConnections=true, or store a key pair."
                        .formatted(connection.name()));
    }

    private static AwsCredentialsProvider fixed(AccessKey key) {
        return StaticCredentialsProvider.create(credentials(key));
    }

    private static AwsCredentials credentials(AccessKey key) {
        String secret = key.secretAccessKey().reveal();
        return key.sessionToken()
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(key.accessKeyId(), secret, token.reveal()))
                .orElseGet(() -> AwsBasicCredentials.create(key.accessKeyId(), secret));
    }
}
