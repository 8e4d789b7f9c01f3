package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks how the inputs of a start reach Glue, and the response. */
class StartJobRunTest {
    private static final String TOKEN = "--glue-connector-start-token";

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    @BeforeEach
    void createJob() {
        functions.account().createJob("nightly");
    }

    private Answer start(Door door, String json) {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("connection", "keys", "name", "nightly"));
        fields.putAll(GlueRequests.fields(json));
        return functions.call(Action.START_JOB_RUN, door, fields);
    }

    @ParameterizedTest
    @EnumSource
    void inputs_withWorkers_reachGlue(Door door) {
        start(door, """
            {"args": {"--day": "2026-01-01", "--empty": "", "plain": "a\\nb"}, "timeoutMinutes": 7,
             "notifyDelayAfterMinutes": 3, "executionClass": "FLEX", "jobRunQueuingEnabled": true,
             "retryOfJobRunId": "jr_0", "securityConfiguration": "sealed", "workerType": "R.8X",
             "numberOfWorkers": 3, "executionRoleSessionPolicy": "{\\"Version\\": \\"2012-10-17\\"}",
             "startToken": false}\
            """);

        requests.sent("StartJobRun", """
            {"JobName": "nightly", "JobRunId": "jr_0", "JobRunQueuingEnabled": true,
             "Arguments": {"--day": "2026-01-01", "--empty": "", "plain": "a\\nb"},
             "WorkerType": "R.8X", "NumberOfWorkers": 3, "Timeout": 7, "SecurityConfiguration": "sealed",
             "NotificationProperty": {"NotifyDelayAfter": 3}, "ExecutionClass": "FLEX",
             "ExecutionRoleSessionPolicy": "{\\"Version\\": \\"2012-10-17\\"}"}\
            """);
    }

    @ParameterizedTest
    @EnumSource
    void maxCapacity_reachesGlue(Door door) {
        start(door, """
            {"maxCapacity": 0.0625, "executionClass": "STANDARD", "jobRunQueuingEnabled": false,
             "startToken": false}\
            """);

        requests.sent("StartJobRun", """
            {"JobName": "nightly", "MaxCapacity": 0.0625, "ExecutionClass": "STANDARD",
             "JobRunQueuingEnabled": false}\
            """);
    }

    @ParameterizedTest
    @EnumSource
    void allocatedCapacity_reachesGlue(Door door) {
        start(door, """
            {"allocatedCapacity": 10, "startToken": false}\
            """);

        requests.sent("StartJobRun", """
            {"JobName": "nightly", "AllocatedCapacity": 10}\
            """);
    }

    @ParameterizedTest
    @EnumSource
    void args_overrideTheJobsOwnAndKeepTheOthers(Door door) {
        functions
                .account()
                .createJob(io.glueconnector.fakeglue.jobs.JobDefinition.spark("hourly")
                        .withDefaultArgument("--kept", "by the job")
                        .withDefaultArgument("--day", "yesterday"));

        start(door, """
            {"name": "hourly", "args": {"--day": "today"}}\
            """);

        assertThat(functions.account().jobRuns("hourly").getFirst().arguments())
                .containsEntry("--kept", "by the job")
                .containsEntry("--day", "today");
    }

    @ParameterizedTest
    @EnumSource
    void start_withoutArgs_sendsOnlyTheToken(Door door) {
        start(door, "{}");

        JsonNode sent = requests.body("StartJobRun");
        assertThat(sent.path("Arguments").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(TOKEN);
        assertThat(sent.properties()).extracting(Map.Entry::getKey).containsExactlyInAnyOrder("JobName", "Arguments");
    }

    @Test
    void start_byAnExecution_isRecordedWithItAndReplayedForAnother() {
        String first = start(Door.DIRECT, "{\"idempotencyKey\": \"one\", \"execution\": \"arn:one\"}")
                .text("jobRunId")
                .orElseThrow();
        Answer second = start(Door.DIRECT, "{\"idempotencyKey\": \"one\", \"execution\": \"arn:two\"}");

        assertThat(second.text("jobRunId")).contains(first);
        assertThat(functions.starts().rows())
                .singleElement()
                .satisfies(row -> assertThat(row.get("execution")).isEqualTo(Map.of("S", "arn:one")));
    }

    @Test
    void start_overHttpNamingAnExecution_isRejected() {
        Answer answer = start(Door.HTTP, "{\"execution\": \"arn:one\"}");

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("execution: is not a field of this action. It takes ");
    }

    @ParameterizedTest
    @EnumSource
    void start_withoutKey_isNotProtectedAndSaysSo(Door door) {
        Answer answer = start(door, "{}");

        assertThat(answer.body().properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("jobRunId", "replayed", "protected");
        assertThat(answer.text("jobRunId").orElseThrow()).matches("jr_[0-9a-f]{64}");
        assertThat(answer.body().path("replayed").asBoolean(true)).isFalse();
        assertThat(answer.body().path("protected").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void start_argumentWithoutHyphens_isSentWithAWarning(Door door) {
        for (boolean replayed : List.of(false, true)) {
            Answer answer = start(door, """
                    {"idempotencyKey": "%s", "args": {"day": "1", "-x": "2", "--y": "3", "pwd=canary": "4"}}""".formatted(door));

            assertThat(answer.body().path("replayed").asBoolean()).isEqualTo(replayed);
            assertThat(answer.body().path("warnings")).isEqualTo(Json.parse("""
                    ["args: the script does not see day, -x, pwd=***. Start each argument name with two hyphens (--)."]"""));
        }
        assertThat(requests.body("StartJobRun").path("Arguments").path("day").asText())
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"5, ''", "6, ' and 1 more'", "8, ' and 3 more'"})
    void start_manyArgumentsWithoutHyphens_namesTheFirstFive(int count, String more) {
        String args = IntStream.rangeClosed(1, count)
                .mapToObj("\"a%d\": \"1\""::formatted)
                .collect(Collectors.joining(", "));

        Answer answer = start(Door.DIRECT, "{\"args\": {%s}}".formatted(args));

        assertThat(answer.body().path("warnings").path(0).asText())
                .startsWith("args: the script does not see a1, a2, a3, a4, a5%s. ".formatted(more));
    }

    @ParameterizedTest
    @CsvSource({"60, 60, ''", "61, 60, …"})
    void start_longArgumentWithoutHyphens_isCutWithAnEllipsis(int length, int shown, String mark) {
        Answer answer = start(Door.DIRECT, "{\"args\": {\"%s\": \"1\"}}".formatted("a".repeat(length)));

        assertThat(answer.body().path("warnings").path(0).asText())
                .contains("does not see %s%s. ".formatted("a".repeat(shown), mark));
    }

    @ParameterizedTest
    @EnumSource
    void start_sameKeyAgain_isReplayedOverHttpAndDirectly(Door door) {
        Answer first = start(door, """
            {"idempotencyKey": "monday", "args": {"--a": "1", "--b": "2"}}\
            """);

        for (Door other : Door.values()) {
            Answer again = start(other, """
                {"args": {"--b": "2", "--a": "1"}, "idempotencyKey": "monday"}\
                """);

            assertThat(again.text("jobRunId")).isEqualTo(first.text("jobRunId"));
            assertThat(again.body().path("replayed").asBoolean()).isTrue();
            assertThat(again.body().path("protected").asBoolean()).isTrue();
        }
        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void start_sameKeyOtherRequest_isRejected(Door door) {
        start(door, """
            {"idempotencyKey": "monday"}\
            """);

        Answer other = start(door, """
            {"idempotencyKey": "monday", "timeoutMinutes": 5}\
            """);

        assertThat(other.code()).isEqualTo("IdempotencyConflict");
        assertThat(other.status()).isEqualTo(422);
        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void start_jobAtItsMaximumRuns_failsWithARetryDelay(Door door) {
        start(door, "{}");

        Answer second = start(door, "{}");

        assertThat(second.code()).isEqualTo("ConcurrentRunsExceeded");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.retryAfterSeconds()).hasValue(10);
        assertThat(second.detail()).contains("job nightly");
    }

    @ParameterizedTest
    @EnumSource
    void start_missingJob_isNotFound(Door door) {
        Answer answer = start(door, """
            {"name": "nobody"}\
            """);

        assertThat(answer.code()).isEqualTo("NotFound");
        assertThat(answer.detail()).contains("job nobody").contains("connection keys");
    }

    @Test
    void start_responseLostAfterTheEffect_findsTheRunAndStartsNoOther() {
        functions.glue().faults().next("StartJobRun", Fault.resetAfter());

        Answer answer = start(Door.DIRECT, "{}");

        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
        assertThat(answer.text("jobRunId"))
                .contains(functions.account().jobRuns("nightly").getFirst().id());
    }

    @ParameterizedTest
    @EnumSource
    void start_signatureExpiredOnce_isSignedAgainAndStartsOnce(Door door) {
        functions.glue().faults().next("StartJobRun", Fault.signatureExpired());

        Answer answer = start(door, "{}");

        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
        assertThat(answer.text("jobRunId"))
                .contains(functions.account().jobRuns("nightly").getFirst().id());
        assertThat(functions.glue().requests("StartJobRun")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void start_signatureAlwaysExpired_startsNothingAndBlamesTheClock(Door door) {
        functions.glue().faults().always("StartJobRun", Fault.signatureExpired());

        Answer answer = start(door, """
                {"idempotencyKey": "monday"}""");
        functions.glue().faults().clear();

        assertThat(answer.code()).isEqualTo("Unavailable");
        assertThat(answer.retryAfterSeconds()).hasValue(5);
        assertThat(answer.detail()).contains("Nothing was done", "the function's clock is wrong");
        assertThat(functions.account().jobRuns("nightly")).isEmpty();
        assertThat(start(door, """
                        {"idempotencyKey": "monday"}""").code()).isEqualTo("ok");
    }

    @ParameterizedTest
    @EnumSource
    void start_responseLostAmongRunsWithoutArguments_startsOnce(Door door) {
        functions.account().createJob(JobDefinition.spark("shared").withMaxConcurrentRuns(10));
        String request = """
                {"name": "shared", "idempotencyKey": "monday"}""";
        functions.account().startJobRun("shared", Map.of());
        functions.glue().faults().next("StartJobRun", Fault.resetBefore());
        assertThat(start(door, request).code()).isEqualTo("OutcomeUnknown");
        functions.glue().clock().advance(Duration.ofMinutes(2));

        Answer answer = start(door, request);

        assertThat(answer.code()).isEqualTo("ok");
        assertThat(functions.account().jobRuns("shared"))
                .filteredOn(run -> run.arguments().containsKey(TOKEN))
                .extracting(JobRunSnapshot::id)
                .containsExactly(answer.text("jobRunId").orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void start_responseLostAndNoToken_saysFromWhenToCheck(Door door) {
        String request = """
                {"startToken": false, "idempotencyKey": "monday"}""";
        String from = functions
                .glue()
                .clock()
                .instant()
                .plusSeconds(60)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        functions.glue().faults().next("StartJobRun", Fault.resetAfter());

        Answer lost = start(door, request);
        functions.glue().clock().advance(Duration.ofMinutes(1));
        Answer later = start(door, request);

        assertThat(lost.retryAfterSeconds()).hasValue(60);
        assertThat(lost.detail())
                .contains("no request can find out", "From " + from + " on, a person must check in Glue");
        assertThat(later.code()).isEqualTo("OutcomeUnknown");
        assertThat(later.body().path("retryable").asBoolean(true)).isFalse();
        assertThat(later.detail()).isEqualTo(lost.detail());
        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
    }

    @Test
    void start_responseLostAndNoToken_isUnknown() {
        functions.glue().faults().next("StartJobRun", Fault.resetAfter());

        Answer answer = start(Door.DIRECT, """
            {"startToken": false}\
            """);

        assertThat(answer.code()).isEqualTo("OutcomeUnknown");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().path("retryable").asBoolean()).isTrue();
        assertThat(functions.account().jobRuns("nightly")).hasSize(1);
    }
}
