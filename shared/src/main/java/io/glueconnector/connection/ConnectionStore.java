package io.glueconnector.connection;

import io.glueconnector.error.ConnectionInvalid;
import io.glueconnector.error.ConnectionNotFound;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.Internal;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.Unavailable;
import io.glueconnector.redaction.UpstreamCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * The stored connections. Each is a Secrets Manager secret named prefix + connection name, and is cached for at most five
 * minutes. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
public final class ConnectionStore {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final SecretsManagerClient secretsManager;
    private final String prefix;
    private final Clock clock;
    private final Map<ConnectionName, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Connection connection, Instant until) {}

    public ConnectionStore(SecretsManagerClient secretsManager, String prefix, Clock clock) {
        this.secretsManager = secretsManager;
        this.prefix = prefix;
        this.clock = clock;
    }

    /**
     * Returns the connection of that name.
     *
     * @throws ConnectionNotFound if there is no such secret
     * @throws ConnectionInvalid if the secret is malformed, incomplete or scheduled for deletion
     * @throws Internal if the function's own role may not read the secret
     * @throws Unavailable if Secrets Manager is throttled or unreachable
     */
    public Connection get(ConnectionName name) {
        Instant now = clock.instant();
        Kept found = kept.get(name);
        if (found != null && now.isBefore(found.until())) {
            return found.connection();
        }
        Connection connection = read(name);
        kept.put(name, new Kept(connection, now.plus(KEPT)));
        return connection;
    }

    /** Removes the connection from the cache, so the next call reads its secret again. */
    public void forget(ConnectionName name) {
        kept.remove(name);
    }

    private Connection read(ConnectionName name) {
        GetSecretValueResponse secret = fetch(name);
        if (secret.secretString() == null) {
            throw new ConnectionInvalid("Connection %s: the secret %s holds binary data. Store its JSON as text."
                    .formatted(name, secretName(name)));
        }
        try {
            return ConnectionReader.read(name, secret.versionId(), secret.secretString());
        } catch (InvalidRequest e) {
            throw new ConnectionInvalid(
                    "Connection %s: the secret %s is invalid. %s".formatted(name, secretName(name), e.detail()));
        }
    }

    private GetSecretValueResponse fetch(ConnectionName name) {
        try {
            return secretsManager.getSecretValue(
                    GetSecretValueRequest.builder().secretId(secretName(name)).build());
        } catch (AwsServiceException e) {
            throw refused(name, e).diagnosedAs("Secrets Manager: " + UpstreamCode.shown(UpstreamCode.of(e)));
        } catch (SdkException e) {
            throw unavailable(name).diagnosedAs(e.getClass().getSimpleName());
        }
    }

    private ConnectorException refused(ConnectionName name, AwsServiceException e) {
        return switch (UpstreamCode.of(e)) {
            case "ResourceNotFoundException" ->
                new ConnectionNotFound("Connection %s: there is no secret %s. Create it, or name another connection."
                        .formatted(name, secretName(name)));
            case "InvalidRequestException" ->
                new ConnectionInvalid(
                        "Connection %s: the secret %s is scheduled for deletion or has no value. Restore it."
                                .formatted(name, secretName(name)));
            case "AccessDeniedException" -> denied(name, e);
            case "DecryptionFailure" -> missingPermission(name, "kms:Decrypt");
            case String _ -> unavailable(name);
        };
    }

    private Internal denied(ConnectionName name, AwsServiceException e) {
        boolean key = String.valueOf(e.awsErrorDetails().errorMessage()).contains("KMS");
        return missingPermission(name, key ? "kms:Decrypt" : "secretsmanager:GetSecretValue");
    }

    private Internal missingPermission(ConnectionName name, String action) {
        return new Internal(
                "The function's own role lacks %s for the secret %s. Grant it in the stack or the key's policy."
                        .formatted(action, secretName(name)));
    }

    private Unavailable unavailable(ConnectionName name) {
        return new Unavailable(
                "Connection %s: Secrets Manager did not return the secret. Nothing was done; try again."
                        .formatted(name),
                WAIT);
    }

    private String secretName(ConnectionName name) {
        return prefix + name;
    }
}
