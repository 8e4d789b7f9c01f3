package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import io.glueconnector.json.Json;
import io.glueconnector.testing.FakeSts.Session;
import io.glueconnector.testing.StubServer.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks which credentials sign which requests, for how long, and what happens when AWS no longer accepts them. */
class ConnectionContractTest {
    private static final String OWN_KEY = System.getenv("AWS_ACCESS_KEY_ID");

    @RegisterExtension
    private final Functions functions = new Functions();

    private Answer list(String connection) {
        return functions.call(Action.LIST_JOBS, Door.DIRECT, Map.of("connection", connection));
    }

    private List<String> signers() {
        return functions.glue().requests().stream()
                .map(ReceivedRequest::accessKeyId)
                .toList();
    }

    private static Map<String, Object> keyPair(String id) {
        return Map.of("type", "accessKey", "accessKeyId", id, "secretAccessKey", Connections.secret(id));
    }

    private void store(String connection, Map<String, Object> secret) {
        functions.secrets().put(Connections.PREFIX + connection, Json.write(secret));
    }

    @EveryWay
    void ownKey_neverSignsForAConnection(Door door, Connections connection) {
        for (Action action : Action.values()) {
            Map<String, Object> fields = new LinkedHashMap<>(Samples.of(action));
            fields.put("connection", connection.connection());
            functions.call(action, door, fields);
        }

        assertThat(OWN_KEY).isNotEmpty();
        assertThat(signers()).isNotEmpty().doesNotContain(OWN_KEY);
        assertThat(functions.sts().requests())
                .filteredOn(request -> request.body().contains("Action=AssumeRole"))
                .extracting(Request::accessKeyId)
                .doesNotContain(OWN_KEY);
        assertThat(functions.secrets().requests())
                .isNotEmpty()
                .extracting(Request::accessKeyId)
                .containsOnly(OWN_KEY);
        assertThat(functions.starts().requests())
                .isNotEmpty()
                .extracting(Request::accessKeyId)
                .containsOnly(OWN_KEY);
    }

    @Test
    void secret_isReadOnceInFiveMinutes() {
        list("keys");
        functions.glue().clock().advance(Duration.ofSeconds(299));
        list("keys");
        assertThat(functions.secrets().requests()).hasSize(1);

        functions.glue().clock().advance(Duration.ofSeconds(1));
        list("keys");

        assertThat(functions.secrets().requests()).hasSize(2);
    }

    @Test
    void secret_rotated_signsAfterTheNextRead() {
        list("keys");
        store("keys", keyPair("AKIAKEYAFTERROTATION"));
        functions.glue().clock().advance(Duration.ofMinutes(5));

        list("keys");

        assertThat(signers()).containsExactly(Connections.KEYS.accessKeyId(), "AKIAKEYAFTERROTATION");
    }

    @Test
    void secret_rotatedAndOldKeyRejected_isReadAgainImmediately() {
        list("keys");
        store("keys", keyPair("AKIAKEYAFTERROTATION"));
        functions.glue().credentials().register("AKIAKEYAFTERROTATION", Functions.ACCOUNT);

        assertThat(list("keys").code()).isEqualTo("ok");

        String old = Connections.KEYS.accessKeyId();
        assertThat(signers()).containsExactly(old, old, "AKIAKEYAFTERROTATION");
    }

    @ParameterizedTest
    @EnumSource(
            value = Connections.class,
            names = {"CUSTOMER", "COLLEAGUE"})
    void session_isKeptBetweenCalls(Connections connection) {
        list(connection.connection());
        list(connection.connection());
        functions.call(
                Action.GET_START, Door.DIRECT, Map.of("connection", connection.connection(), "idempotencyKey", "x"));

        assertThat(functions.sts().sessions()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Connections.class,
            names = {"CUSTOMER", "COLLEAGUE"})
    void session_expiredOnce_isReplacedWithinTheCall(Connections connection) {
        list(connection.connection());
        String expired = functions.sts().sessions().getFirst().accessKeyId();
        functions.glue().credentials().expire(expired);

        assertThat(list(connection.connection()).code()).isEqualTo("ok");

        List<Session> sessions = functions.sts().sessions();
        assertThat(sessions).hasSize(2);
        assertThat(signers()).containsExactly(expired, expired, sessions.get(1).accessKeyId());
        assertThat(functions.secrets().requests()).hasSize(2);
    }

    @Test
    void session_expiredInAStart_startsOnce() {
        functions.account().createJob("nightly");
        list("customer");
        functions.call(Action.START_JOB_RUN, Door.DIRECT, Map.of("connection", "customer", "name", "nobody"));
        functions
                .sts()
                .sessions()
                .forEach(session -> functions.glue().credentials().expire(session.accessKeyId()));

        Answer answer =
                functions.call(Action.START_JOB_RUN, Door.DIRECT, Map.of("connection", "customer", "name", "nightly"));

        assertThat(answer.code()).isEqualTo("ok");
        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void key_alwaysRejected_isTriedTwiceAndDenied(Door door) {
        functions.glue().credentials().register("AKIASOMEBODYELSE0001", Functions.ACCOUNT);

        Answer answer = functions.call(Action.LIST_JOBS, door, Map.of("connection", "keys"));

        assertThat(answer.code()).isEqualTo("AccessDenied");
        assertThat(answer.detail()).contains("connection keys").contains("Check that the key is active");
        assertThat(signers()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void region_notOptedIn_isDistinguishedFromABadKey(Door door) {
        functions.glue().credentials().closeRegion("ap-east-1");

        Answer answer = functions.call(Action.LIST_JOBS, door, Map.of("connection", "keys", "region", "ap-east-1"));

        assertThat(answer.code()).isEqualTo("AccessDenied");
        assertThat(answer.detail()).contains("Region ap-east-1").contains("Enable the Region");
    }

    @Test
    void connections_ofOneRoleWithTwoExternalIds_neverShareASession() {
        Map<String, Object> other = new LinkedHashMap<>(Connections.CUSTOMER.secret());
        other.remove("externalId");
        store("other", other);
        list("customer");

        Answer answer = list("other");

        assertThat(answer.code()).isEqualTo("AccessDenied");
        assertThat(signers()).hasSize(1);
    }

    @Test
    void connections_ofOneRole_haveSeparateSessions() {
        store("twin", Connections.CUSTOMER.secret());

        list("customer");
        list("twin");

        assertThat(signers()).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void session_hasTheConnectionsSettings() {
        Map<String, Object> secret = new LinkedHashMap<>(Connections.CUSTOMER.secret());
        secret.put("sessionDurationSeconds", 7200);
        store("long", secret);

        list("long");

        Session session = functions.sts().sessions().getFirst();
        assertThat(session.seconds()).isEqualTo(7200);
        assertThat(session.externalId()).contains(Connections.CUSTOMER.externalId());
        assertThat(session.sessionName()).isEqualTo("glue-connector-ListJobs-00000000-0000-4000-8000-000000000001");
    }
}
