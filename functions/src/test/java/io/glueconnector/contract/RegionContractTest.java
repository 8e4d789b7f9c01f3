package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the Region that a call goes to, and the Regions that it must not go to. */
class RegionContractTest {
    private static final String WAYS = "io.glueconnector.contract.Ways#glueActionsAndDoors";

    @RegisterExtension
    private static final Functions FUNCTIONS =
            new Functions(Map.of("ALLOWED_REGIONS", "eu-west-1, us-east-1,eu-central-1,cn-north-1"));

    private static Answer call(Action action, Door door, Map<String, Object> secret, String region) {
        String connection = "connection-" + FUNCTIONS.context().requestId();
        FUNCTIONS.secrets().put(Connections.PREFIX + connection, Json.write(secret));
        Map<String, Object> fields = new LinkedHashMap<>(Samples.of(action));
        fields.put("connection", connection);
        if (!region.isEmpty()) {
            fields.put("region", region);
        }
        return FUNCTIONS.call(action, door, fields);
    }

    private static Map<String, Object> keys(String field, Object value) {
        Map<String, Object> secret = new LinkedHashMap<>(Connections.KEYS.secret());
        secret.put(field, value);
        return secret;
    }

    private static void wentTo(String region, int before) {
        assertThat(FUNCTIONS
                        .glue()
                        .requests()
                        .subList(before, FUNCTIONS.glue().requests().size()))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.region()).isEqualTo(region));
    }

    private static void refused(Answer answer, String code, String detail, int before) {
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.detail()).contains(detail);
        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void region_ofTheRequest_overridesTheConnections(Action action, Door door) {
        int before = FUNCTIONS.glue().requests().size();

        call(action, door, keys("region", "eu-central-1"), "us-east-1");

        wentTo("us-east-1", before);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void region_ofTheConnection_overridesTheStacks(Action action, Door door) {
        int before = FUNCTIONS.glue().requests().size();

        call(action, door, keys("region", "eu-central-1"), "");

        wentTo("eu-central-1", before);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void region_unset_isTheStacks(Action action, Door door) {
        int before = FUNCTIONS.glue().requests().size();

        call(action, door, Connections.KEYS.secret(), "");

        wentTo("eu-west-1", before);
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#actionsAndDoors")
    void region_thatTheStackDoesNotAllow_isRejected(Action action, Door door) {
        int before = FUNCTIONS.glue().requests().size();

        Answer answer = call(action, door, Connections.KEYS.secret(), "eu-west-2");

        refused(answer, "InvalidRequest", "region: expected a Region that Glue serves", before);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void region_thatTheConnectionDoesNotAllow_isRejected(Action action, Door door) {
        Map<String, Object> secret = keys("allowedRegions", List.of("us-east-1"));
        int before = FUNCTIONS.glue().requests().size();

        refused(call(action, door, secret, "eu-west-1"), "InvalidRequest", "region: expected", before);
        refused(call(action, door, secret, ""), "InvalidRequest", "eu-west-1", before);
        call(action, door, secret, "us-east-1");
        wentTo("us-east-1", before);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void region_ofTheConnectionThatTheStackDoesNotAllow_isConnectionInvalid(Action action, Door door) {
        int before = FUNCTIONS.glue().requests().size();

        Answer answer = call(action, door, keys("region", "eu-west-2"), "");

        refused(answer, "ConnectionInvalid", "Region eu-west-2", before);
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void region_inAnotherPartitionThanTheRole_isRejected(Action action, Door door) {
        int before = FUNCTIONS.glue().requests().size();
        int sessions = FUNCTIONS.sts().sessions().size();

        Answer answer = call(action, door, Connections.CUSTOMER.secret(), "cn-north-1");

        refused(answer, "ConnectionInvalid", "another partition", before);
        assertThat(FUNCTIONS.sts().sessions()).hasSize(sessions);
    }
}
