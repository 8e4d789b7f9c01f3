package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.json.Json;
import io.glueconnector.testing.FakeSts.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks connections that use the functions' own role, if the deployer allows them. */
class OwnRoleTest {
    private static final String WAYS = "io.glueconnector.contract.Ways#glueActionsAndDoors";
    private static final String OWN_KEY = System.getenv("AWS_ACCESS_KEY_ID");

    @RegisterExtension
    private static final Functions FUNCTIONS = new Functions(Map.of("ALLOW_EXECUTION_ROLE_CONNECTIONS", "true"));

    private static void call(Action action, Door door, Map<String, Object> secret) {
        String connection = "connection-" + FUNCTIONS.context().requestId();
        FUNCTIONS.secrets().put(Connections.PREFIX + connection, Json.write(secret));
        Map<String, Object> fields = new LinkedHashMap<>(Samples.of(action));
        fields.put("connection", connection);
        FUNCTIONS.call(action, door, fields);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void executionRole_signsAsTheFunctionItself(Action action, Door door) {
        int before = FUNCTIONS.glue().requests().size();

        call(action, door, Map.of("type", "executionRole"));

        assertThat(FUNCTIONS.glue().requests().size()).isGreaterThan(before);
        assertThat(FUNCTIONS.glue().requests().getLast().accessKeyId()).isEqualTo(OWN_KEY);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void assumeRole_withoutKeyPair_isAssumedByTheFunctionItself(Action action, Door door) {
        Map<String, Object> secret = Map.of(
                "type", "assumeRole",
                "roleArn", Connections.CUSTOMER.roleArn(),
                "externalId", Connections.CUSTOMER.externalId());

        call(action, door, secret);

        Session session = FUNCTIONS.sts().sessions().getLast();
        assertThat(session.base()).isEqualTo(OWN_KEY);
        assertThat(session.externalId()).contains(Connections.CUSTOMER.externalId());
        assertThat(session.seconds()).isEqualTo(3600);
        assertThat(FUNCTIONS.glue().requests().getLast().accessKeyId()).isEqualTo(session.accessKeyId());
    }
}
