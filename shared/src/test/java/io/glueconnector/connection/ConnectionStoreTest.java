package io.glueconnector.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.connection.Credentials.AccessKey;
import io.glueconnector.error.ConnectionInvalid;
import io.glueconnector.error.ConnectionNotFound;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.Internal;
import io.glueconnector.error.Unavailable;
import io.glueconnector.redaction.UpstreamCode;
import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.DrivenClock;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.FakeSecretsManager;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** The store over the SDK's own client, against a server on a loopback socket. */
class ConnectionStoreTest {
    private static final ConnectionName NAME = new ConnectionName("team-a");
    private static final String SECRET_ID = "glue-connector/team-a";
    private static final String VALID = """
            {"type": "accessKey", "accessKeyId": "%s", "secretAccessKey": "canary-secret-access-key"}""";

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    private final FakeSecretsManager secretsManager = new FakeSecretsManager();
    private final DrivenClock clock = new DrivenClock(Instant.parse("2026-03-01T00:00:00Z"));
    private ConnectionStore store;

    @BeforeEach
    void build() {
        endpoints.secretsManager(secretsManager.url());
        store = new ConnectionStore(AwsOverHttp.clients().secretsManager(Region.EU_WEST_1), "glue-connector/", clock);
    }

    @AfterEach
    void close() {
        secretsManager.close();
    }

    @Test
    void get_storedConnection_isReadAsTheFunctionItself() {
        putKey("AKIAEXAMPLEEXAMPLE01");

        Connection connection = store.get(NAME);

        assertThat(connection.name()).isEqualTo(NAME);
        assertThat(connection.version()).isEqualTo("00000000-0000-4000-8000-000000000001");
        assertThat(keyOf(connection)).isEqualTo("AKIAEXAMPLEEXAMPLE01");
        assertThat(secretsManager.requests())
                .singleElement()
                .returns("GetSecretValue", Request::operation)
                .returns("AKIAFUNCTIONOWNKEY00", Request::accessKeyId)
                .satisfies(
                        request -> assertThat(request.body()).isEqualTo("{\"SecretId\":\"%s\"}".formatted(SECRET_ID)));
    }

    @Test
    void get_withinFiveMinutes_comesFromTheCache() {
        putKey("AKIAEXAMPLEEXAMPLE01");
        store.get(NAME);
        putKey("AKIAEXAMPLEEXAMPLE02");
        clock.advance(Duration.ofMinutes(5).minusMillis(1));

        assertThat(keyOf(store.get(NAME))).isEqualTo("AKIAEXAMPLEEXAMPLE01");
        assertThat(secretsManager.requests()).hasSize(1);
    }

    @Test
    void get_afterFiveMinutes_readsTheSecretAgain() {
        putKey("AKIAEXAMPLEEXAMPLE01");
        store.get(NAME);
        putKey("AKIAEXAMPLEEXAMPLE02");
        clock.advance(Duration.ofMinutes(5));

        assertThat(keyOf(store.get(NAME))).isEqualTo("AKIAEXAMPLEEXAMPLE02");
        assertThat(secretsManager.requests()).hasSize(2);
    }

    @Test
    void get_afterForget_readsTheSecretAgain() {
        putKey("AKIAEXAMPLEEXAMPLE01");
        store.get(NAME);
        putKey("AKIAEXAMPLEEXAMPLE02");
        store.forget(NAME);
        store.forget(new ConnectionName("another"));

        assertThat(keyOf(store.get(NAME))).isEqualTo("AKIAEXAMPLEEXAMPLE02");
    }

    @Test
    void get_failureAfterFiveMinutes_neverFallsBackToTheOldOne() {
        putKey("AKIAEXAMPLEEXAMPLE01");
        store.get(NAME);
        clock.advance(Duration.ofMinutes(5));
        secretsManager.failWith(Reply.failure(400, "ResourceNotFoundException", "gone"));

        assertThat(failure(ConnectionNotFound.class)).isNotNull();
    }

    @Test
    void get_twoNames_readTwoSecrets() {
        putKey("AKIAEXAMPLEEXAMPLE01");
        secretsManager.put("glue-connector/team-b", VALID.formatted("AKIAEXAMPLEEXAMPLE02"));

        assertThat(keyOf(store.get(NAME))).isEqualTo("AKIAEXAMPLEEXAMPLE01");
        assertThat(keyOf(store.get(new ConnectionName("team-b")))).isEqualTo("AKIAEXAMPLEEXAMPLE02");
    }

    @Test
    void get_unknownSecret_saysWhichToCreate() {
        assertThat(failure(ConnectionNotFound.class).detail())
                .isEqualTo(
                        "Connection team-a: there is no secret glue-connector/team-a. Create it, or name another connection.");
    }

    @Test
    void get_failure_isNotRemembered() {
        failure(ConnectionNotFound.class);
        putKey("AKIAEXAMPLEEXAMPLE01");

        assertThat(keyOf(store.get(NAME))).isEqualTo("AKIAEXAMPLEEXAMPLE01");
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidRequestException, ConnectionInvalid, is scheduled for deletion or has no value. Restore it.",
        "400, AccessDeniedException, Internal, lacks secretsmanager:GetSecretValue for the secret glue-connector/team-a.",
        "400, DecryptionFailure, Internal, lacks kms:Decrypt for the secret glue-connector/team-a.",
        "400, ThrottlingException, Unavailable, did not return the secret. Nothing was done; try again.",
        "500, InternalServiceError, Unavailable, did not return the secret. Nothing was done; try again.",
        "400, SomethingNew, Unavailable, did not return the secret. Nothing was done; try again.",
        "400, canary of the service, Unavailable, did not return the secret. Nothing was done; try again."
    })
    void get_failure_isReportedByItsCodeWithoutItsText(int status, String code, String type, String detail) {
        secretsManager.failWith(Reply.failure(status, code, "canary of the service"));

        ConnectorException failure = failure(ConnectorException.class);

        assertThat(failure.code()).isEqualTo(type);
        assertThat(failure.detail()).contains(detail);
        assertThat(failure.diagnosis()).isEqualTo("Secrets Manager: " + UpstreamCode.shown(code));
        assertThat(failure.getMessage() + failure.diagnosis()).doesNotContain("canary");
    }

    @Test
    void get_keyThatTheRoleMayNotUse_namesThatPermission() {
        secretsManager.failWith(Reply.failure(400, "AccessDeniedException", "Access to KMS is not allowed"));

        assertThat(failure(Internal.class).detail()).contains("lacks kms:Decrypt");
    }

    @Test
    void get_binarySecret_saysHowToStoreIt() {
        secretsManager.putBinary(SECRET_ID, "Y2FuYXJ5");

        assertThat(failure(ConnectionInvalid.class).detail())
                .isEqualTo(
                        "Connection team-a: the secret glue-connector/team-a holds binary data. Store its JSON as text.");
    }

    @Test
    void get_malformedSecret_namesThePlaceAndNeverTheText() {
        secretsManager.put(SECRET_ID, "{\"type\": \"accessKey\", \"secretAccessKey\": \"canary-canary");

        ConnectionInvalid failure = failure(ConnectionInvalid.class);

        assertThat(failure.detail())
                .startsWith(
                        "Connection team-a: the secret glue-connector/team-a is invalid. The secret: not well-formed JSON")
                .doesNotContain("canary");
    }

    @Test
    void get_unreachableService_isUnavailable() {
        secretsManager.close();

        Unavailable failure = failure(Unavailable.class);

        assertThat(failure.retry().delay()).contains(Duration.ofSeconds(5));
        assertThat(failure.diagnosis()).isEqualTo("SdkClientException");
    }

    @Test
    void get_silentService_isUnavailableInTime() {
        secretsManager.failWith(new Reply.Silence());
        Instant start = Instant.now();

        assertThat(failure(Unavailable.class).diagnosis()).isEqualTo("ApiCallTimeoutException");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void get_responseWithoutASecret_isInvalid() {
        secretsManager.failWith(Reply.json(200, "{}"));

        assertThat(failure(ConnectionInvalid.class)).isNotNull();
    }

    @Test
    void get_foreignEndpoint_isRejectedBeforeAnythingIsSent() {
        endpoints.secretsManager(secretsManager.url().replace("127.0.0.1", "localhost"));
        store = new ConnectionStore(AwsOverHttp.clients().secretsManager(Region.EU_WEST_1), "glue-connector/", clock);

        assertThat(failure(Internal.class).detail())
                .contains("A request to secretsmanager in eu-west-1 was about to go to another host");
        assertThat(secretsManager.requests()).isEmpty();
    }

    private void putKey(String accessKeyId) {
        secretsManager.put(SECRET_ID, VALID.formatted(accessKeyId));
    }

    private static String keyOf(Connection connection) {
        return connection.credentials() instanceof AccessKey key ? key.accessKeyId() : "";
    }

    private <T extends ConnectorException> T failure(Class<T> type) {
        T failure = catchThrowableOfType(type, () -> store.get(NAME));
        assertThat(failure).hasNoCause();
        return failure;
    }
}
