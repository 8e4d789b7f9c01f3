package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the bounds of each input of a start: valid values reach Glue, others are rejected before the call. */
class StartJobRunInputTest {
    private static final String LONG = "n".repeat(256);
    private static final String ROCKETS = "\ud83d\ude80".repeat(255);

    @RegisterExtension
    private static final Functions FUNCTIONS = new Functions();

    private static Answer start(Door door, String json) {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("connection", "keys", "name", "nightly"));
        fields.putAll(GlueRequests.fields(json));
        return FUNCTIONS.call(Action.START_JOB_RUN, door, fields);
    }

    private static Stream<Arguments> field(String name, String... values) {
        return Stream.of(values)
                .flatMap(value -> Stream.of(Door.values()).map(door -> Arguments.of(door, name, value)));
    }

    private static String numbered(int entries) {
        return IntStream.range(0, entries)
                .mapToObj(i -> "\"--a%d\": \"\"".formatted(i))
                .collect(Collectors.joining(",", "{", "}"));
    }

    static Stream<Arguments> outOfBounds() {
        return Stream.of(
                        field("allocatedCapacity", "0", "-1", "10001", "2.5", "\"2\"", "true", "[2]", "1e400"),
                        field("maxCapacity", "0", "-0.5", "10001", "\"1\"", "true", "1e400", "2.5", "0.5", "0.0626"),
                        field("workerType", "\"\"", "\"G 1X\"", "\"" + "G".repeat(33) + "\"", "5", "{}"),
                        field("numberOfWorkers", "0", "-3", "1.5", "\"2\"", "10001"),
                        field("timeoutMinutes", "-1", "10080", "1.5", "\"60\"", "true"),
                        field("notifyDelayAfterMinutes", "0", "10081", "\"3\""),
                        field("executionClass", "\"flex\"", "\"\"", "1"),
                        field("jobRunQueuingEnabled", "\"true\"", "1", "\"\"", "[]"),
                        field("retryOfJobRunId", "\"\"", "\"jr\\n1\"", "1", "\"\\ufffe\"", "\"" + LONG + "\""),
                        field("securityConfiguration", "\"\"", "\"a\\u0000\"", "false", "\"" + LONG + "\""),
                        field(
                                "executionRoleSessionPolicy",
                                "\"{\"",
                                "\"[]\"",
                                "\"\"",
                                "{}",
                                "\"{\\\"a\\\": \\\"" + "x".repeat(2048) + "\\\"}\""),
                        field("startToken", "\"no\"", "0"),
                        field(
                                "args",
                                "[]",
                                "\"--a\"",
                                "{\"--a\": 1}",
                                "{\"--a\": null}",
                                "{\"--a\": {}}",
                                "{\"\": \"x\"}",
                                "{\"--a\\nb\": \"x\"}",
                                "{\"--a\": \"x\\ufffdy\"}",
                                "{\"--\\ufffd\": \"x\"}",
                                "{\"" + LONG + "\": \"x\"}",
                                "{\"--glue-connector-start-token\": \"mine\"}",
                                numbered(1001)),
                        field("idempotencyKey", "\"\"", "\"a\\nb\"", "\"" + "k".repeat(513) + "\""))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("outOfBounds")
    void input_outOfBounds_isRejectedByName(Door door, String field, String value) {
        int before = FUNCTIONS.glue().requests().size();

        Answer answer = start(door, "{\"%s\": %s}".formatted(field, value));

        assertThat(answer.code()).as(value).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith(field);
        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    static Stream<Arguments> inBounds() {
        return Stream.of(
                        field("allocatedCapacity", "1", "2", "10000"),
                        field("maxCapacity", "0.0625", "1", "100", "10000", "1.0"),
                        field(
                                "numberOfWorkers\": 2, \"workerType",
                                "\"Standard\"",
                                "\"G.025X\"",
                                "\"Z.2X\"",
                                "\"" + "G".repeat(32) + "\""),
                        field("numberOfWorkers", "1", "299", "10000"),
                        field("timeoutMinutes", "0", "1", "10079"),
                        field("notifyDelayAfterMinutes", "1", "10080"),
                        field("executionClass", "\"FLEX\"", "\"STANDARD\"", "null"),
                        field("retryOfJobRunId", "\"jr_1\"", "\"" + LONG.substring(1) + "\"", "\"" + ROCKETS + "\""),
                        field("securityConfiguration", "\"s\"", "\"" + LONG.substring(1) + "\""),
                        field("executionRoleSessionPolicy", "\"{}\"", "null"),
                        field("args", "{}", "null", "{\"--a\": \"\\ufffe\\uffff\\u007f\"}", numbered(1000)),
                        field("idempotencyKey", "\"k\"", "\"" + "k".repeat(512) + "\""))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("inBounds")
    void input_inBounds_reachesGlue(Door door, String field, String value) {
        int before = FUNCTIONS.glue().requests("StartJobRun").size();

        Answer answer = start(door, "{\"%s\": %s}".formatted(field, value));

        assertThat(answer.code()).as(answer.detail()).isEqualTo("NotFound");
        assertThat(FUNCTIONS.glue().requests("StartJobRun")).hasSize(before + 1);
    }

    @ParameterizedTest
    @EnumSource
    void workerType_withoutNumber_isRejectedBeforeTheCall(Door door) {
        int before = FUNCTIONS.glue().requests().size();

        Answer answer = start(door, "{\"workerType\": \"G.1X\"}");

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).isEqualTo("workerType: requires numberOfWorkers. Set both.");
        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    static Stream<Arguments> excludingPairs() {
        return Stream.of(
                        field("maxCapacity", "workerType", "numberOfWorkers"),
                        field("allocatedCapacity", "maxCapacity", "workerType", "numberOfWorkers"))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("excludingPairs")
    void inputs_thatExcludeEachOther_areRejected(Door door, String field, String other) {
        String value = other.equals("workerType") ? "\"G.1X\"" : "2";
        int before = FUNCTIONS.glue().requests().size();

        Answer answer = start(door, "{\"%s\": 2, \"%s\": %s}".formatted(field, other, value));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).contains(field).contains(other).contains("cannot be combined with");
        assertThat(FUNCTIONS.glue().requests()).hasSize(before);
    }

    @ParameterizedTest
    @EnumSource
    void args_valueThatIsNotAString_isNeverRepeated(Door door) {
        Answer answer = start(door, "{\"args\": {\"--pin\": 8675309424242}}");

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("args.--pin: expected ").doesNotContain("8675309");
    }
}
