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
 * What signs a connection's calls. Assumed-role sessions are kept per connection, secret version and Region, refreshed five
 * minutes before they end, and never shared between two connections. Thread safe.
 */
final class Sessions {
    private static final int MOST = 100;
    private static final int SHORTEST_SECONDS = 900;
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final AwsClients clients;
    private final boolean ownRoleAllowed;
    private final BoundedCache<Key, Session> sessions = new BoundedCache<>(MOST);

    private record Key(Connection connection, Region region) {}

    private record Session(StsClient sts, StsAssumeRoleCredentialsProvider provider) implements AutoCloseable {
        @Override
        public void close() {
            provider.close();
            sts.close();
        }
    }

    Sessions(AwsClients clients, boolean ownRoleAllowed) {
        this.clients = clients;
        this.ownRoleAllowed = ownRoleAllowed;
    }

    /**
     * The credentials of a connection for calls to a Region; AssumeRole is called when they are first used.
     *
     * @throws ConnectionInvalid if the connection stands on the function's own role and the stack does not allow that
     */
    AwsCredentialsProvider credentials(Connection connection, Region region, String sessionName) {
        return switch (connection.credentials()) {
            case AccessKey key -> fixed(key);
            case AssumeRole role ->
                guarded(sessions.get(new Key(connection, region), () -> assume(connection, role, region, sessionName))
                        .provider());
            case ExecutionRole _ -> ownRole(connection);
        };
    }

    // A session is asked for in the middle of a call to Glue: only here a failure on the way to STS can be told from
    // one there.
    private static AwsCredentialsProvider guarded(AwsCredentialsProvider provider) {
        return () -> answered(provider::resolveCredentials);
    }

    /**
     * What STS answers.
     *
     * @throws Unavailable if it does not answer
     */
    static <A> A answered(Supplier<A> call) {
        try {
            return call.get();
        } catch (SdkClientException e) {
            throw new Unavailable("STS did not answer. Nothing was done; try again.", WAIT)
                    .diagnosedAs("STS: " + e.getClass().getSimpleName());
        }
    }

    void forget(ConnectionName name) {
        sessions.removeIf(key -> key.connection().name().equals(name));
    }

    private Session assume(Connection connection, AssumeRole role, Region region, String sessionName) {
        StsClient sts = clients.sts(region, base(connection, role));
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(role.roleArn())
                .roleSessionName(sessionName)
                .durationSeconds((int) role.session().toSeconds())
                .externalId(role.externalId().map(Secret::reveal).orElse(null))
                .build();
        StsAssumeRoleCredentialsProvider provider = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request)
                .prefetchTime(EARLY)
                .build();
        return new Session(sts, provider);
    }

    /** Whether the role can be assumed although the External ID is left out: then its trust policy does not ask for it. */
    boolean isOpenWithoutExternalId(Connection connection, Region region, String sessionName) {
        if (!(connection.credentials() instanceof AssumeRole role)) {
            return false;
        }
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(role.roleArn())
                .roleSessionName(sessionName)
                .durationSeconds(SHORTEST_SECONDS)
                .build();
        try (StsClient sts = clients.sts(region, base(connection, role))) {
            answered(() -> sts.assumeRole(request));
            return true;
        } catch (StsException refused) {
            return false;
        }
    }

    private AwsCredentialsProvider base(Connection connection, AssumeRole role) {
        return role.base().map(Sessions::fixed).orElseGet(() -> ownRole(connection));
    }

    private AwsCredentialsProvider ownRole(Connection connection) {
        if (ownRoleAllowed) {
            return AwsClients.ownCredentials();
        }
        throw new ConnectionInvalid(
                "Connection %s: it stands on the function's own role, which this stack does not allow. Deploy it with AllowExecutionRoleConnections=true, or store a key pair."
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
