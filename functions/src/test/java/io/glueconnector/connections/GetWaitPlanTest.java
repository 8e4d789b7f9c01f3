package io.glueconnector.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Functions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks how a workflow should wait. */
class GetWaitPlanTest {
    @RegisterExtension
    private final Functions functions =
            new Functions(Map.of("EVENT_SOURCES", "111122223333/eu-west-1,444455556666/eu-central-1"));

    private Answer plan(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys"));
        fields.putAll(more);
        return functions.call(GetWaitPlan::new, fields);
    }

    @ParameterizedTest
    @CsvSource({
        "keys, eu-west-1, 111122223333, true",
        "keys, eu-central-1, 111122223333, false",
        "customer, eu-west-1, 444455556666, false",
        "customer, eu-central-1, 444455556666, true"
    })
    void plan_connectionAndRegion_decideWhetherEventsAreExpected(
            String connection, String region, String account, boolean expected) {
        Answer answer = plan(Map.of("connection", connection, "region", region));

        assertThat(answer.text("account")).contains(account);
        assertThat(answer.text("region")).contains(region);
        assertThat(answer.body().path("eventsExpected").asBoolean(!expected)).isEqualTo(expected);
    }

    @Test
    void plan_withoutRegion_usesTheStacksOwn() {
        assertThat(plan(Map.of()).text("region")).contains(Functions.REGION);
    }

    @Test
    void plan_withoutAttempt_countsTheLast() {
        assertThat(plan(Map.of()).text("attempt")).contains("last");
        assertThat(plan(Map.of("attempt", "first")).text("attempt")).contains("first");
    }

    @Test
    void plan_unknownAttempt_isRejected() {
        Answer answer = plan(Map.of("attempt", "second"));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("attempt: expected one of last, first");
    }

    @Test
    void plan_ifRunning_isAKnownValueOrRejected() {
        assertThat(plan(Map.of()).text("ifRunning")).contains("fail");
        assertThat(plan(Map.of("ifRunning", "queueNext")).text("ifRunning")).contains("queueNext");
        assertThat(plan(Map.of("ifRunning", "wait")).code()).isEqualTo("InvalidRequest");
    }

    @Test
    void plan_missingConnection_isRejected() {
        assertThat(plan(Map.of("connection", "nobody")).code()).isEqualTo("ConnectionNotFound");
    }

    @Test
    void plan_doesNotCallGlue() {
        plan(Map.of("connection", Connections.KEYS.connection()));

        assertThat(functions.glue().requests()).isEmpty();
    }
}
