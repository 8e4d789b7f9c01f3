package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.glue.model.JobRun;

/** Checks how the caller sees a job run. */
class GetJobRunTest {
    /** A run with every field, as Glue returns it; {@link #EVERY_FIELD} is the same run as the caller sees it. */
    private static final String EVERY_MEMBER = """
            {"Id": "jr_1_attempt_2", "Attempt": 2, "PreviousRunId": "jr_1", "TriggerName": "at-dawn", "JobName": "nightly",
             "JobMode": "SCRIPT", "JobRunQueuingEnabled": true, "StartedOn": 1767268800.5, "LastModifiedOn": 1767268860,
             "CompletedOn": 1767268920, "JobRunState": "FAILED", "Arguments": {"--Day": "1"}, "ErrorMessage": "no",
             "PredecessorRuns": [{"JobName": "before", "RunId": "jr_0"}], "AllocatedCapacity": 2, "ExecutionTime": 60,
             "Timeout": 480, "MaxCapacity": 2.0, "NotificationProperty": {"NotifyDelayAfter": 3}, "WorkerType": "G.1X",
             "NumberOfWorkers": 2, "SecurityConfiguration": "sealed", "LogGroupName": "/aws-glue/jobs",
             "GlueVersion": "5.0", "DPUSeconds": 120.5, "ExecutionClass": "FLEX", "MaintenanceWindow": "Sun:10",
             "ProfileName": "small", "StateDetail": "why", "ExecutionRoleSessionPolicy": "{}"}""";

    private static final String EVERY_FIELD = """
            {"id": "jr_1_attempt_2", "attempt": 2, "previousRunId": "jr_1", "triggerName": "at-dawn", "jobName": "nightly",
             "jobMode": "SCRIPT", "jobRunQueuingEnabled": true, "startedOn": "2026-01-01T12:00:00.500Z",
             "lastModifiedOn": "2026-01-01T12:01:00Z", "completedOn": "2026-01-01T12:02:00Z", "jobRunState": "FAILED",
             "arguments": {"--Day": "1"}, "errorMessage": "no", "predecessorRuns": [{"jobName": "before", "runId": "jr_0"}],
             "allocatedCapacity": 2, "executionTime": 60, "timeout": 480, "maxCapacity": 2.0,
             "notificationProperty": {"notifyDelayAfter": 3}, "workerType": "G.1X", "numberOfWorkers": 2,
             "securityConfiguration": "sealed", "logGroupName": "/aws-glue/jobs", "glueVersion": "5.0",
             "dpuSeconds": 120.5, "executionClass": "FLEX", "maintenanceWindow": "Sun:10", "profileName": "small",
             "stateDetail": "why", "executionRoleSessionPolicy": "{}"}""";

    @RegisterExtension
    private final Functions functions = new Functions();

    private Answer get(Door door) {
        return get(door, "jr_1");
    }

    private Answer get(Door door, String id) {
        return functions.call(
                Action.GET_JOB_RUN, door, Map.of("connection", "keys", "name", "nightly", "jobRunId", id));
    }

    private void answerWith(String run) {
        functions.glue().faults().always("GetJobRun", Fault.body("{\"JobRun\": " + run + "}"));
    }

    @ParameterizedTest
    @EnumSource
    void everyMember_isReturned(Door door) {
        answerWith(EVERY_MEMBER);

        assertThat(get(door).body().path("jobRun")).isEqualTo(Json.parse(EVERY_FIELD));
    }

    @Test
    void everyMember_coversGluesModel() {
        List<String> known = JobRun.builder().build().sdkFields().stream()
                .map(SdkField::locationName)
                .toList();

        assertThat(Json.parse(EVERY_MEMBER).properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(known);
    }

    static Stream<Arguments> doorsAndStates() {
        return Stream.of(Door.values())
                .flatMap(door -> Arrays.stream(JobRunState.values()).map(state -> Arguments.of(door, state)));
    }

    @ParameterizedTest
    @MethodSource("doorsAndStates")
    void state_isReturned(Door door, JobRunState state) {
        answerWith("{\"Id\": \"jr_1\", \"JobRunState\": \"%s\"}".formatted(state));

        JsonNode run = get(door).body().path("jobRun");

        assertThat(run).isEqualTo(Json.parse("{\"id\": \"jr_1\", \"jobRunState\": \"%s\"}".formatted(state)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REWINDING", "succeeded"})
    void state_unknownToTheSdk_isReturned(String state) {
        answerWith("{\"Id\": \"jr_1\", \"JobRunState\": \"%s\", \"JobMode\": \"%1$s\"}".formatted(state));

        JsonNode run = get(Door.DIRECT).body().path("jobRun");

        assertThat(run.path("jobRunState").asText()).isEqualTo(state);
        assertThat(run.path("jobMode").asText()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource
    void arguments_withARedactedName_areMasked(Door door) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String name : List.of(
                "--password", "--DB_PASSWORD", "pass-word", "--api-key", "--Secret", "--my_token_1", "--credentials")) {
            arguments.put(name, Connections.secret("argument/" + name));
            functions.canaries().watch(arguments.get(name));
        }
        functions.account().createJob("nightly");
        Map<String, String> all = new LinkedHashMap<>(arguments);
        all.put("--day", "2026-01-01");
        String id = functions.account().startJobRun("nightly", all);

        JsonNode shown = get(door, id).body().at("/jobRun/arguments");

        arguments
                .keySet()
                .forEach(name -> assertThat(shown.path(name).asText()).as(name).isEqualTo("***"));
        assertThat(shown.path("--day").asText()).isEqualTo("2026-01-01");
        assertThat(shown).hasSize(all.size());
    }

    @ParameterizedTest
    @EnumSource
    void secretsInValuesAndMessages_areMasked(Door door) {
        functions.canaries().watch("canary-of-a-run-0123");
        answerWith("""
                {"Id": "jr_1", "JobRunState": "FAILED", "Arguments": {"--pwd": "canary-of-a-run-0123", "--primary_keys": "id",
                 "--conf": "spark.x.secret.key=canary-of-a-run-0123 --conf spark.y=1"},
                 "ErrorMessage": "no user canary-of-a-run-0123 at jdbc:db://bob:canary-of-a-run-0123@host/db",
                 "StateDetail": "waits for canary-of-a-run-0123"}""");

        assertThat(get(door).body().path("jobRun")).isEqualTo(Json.parse("""
                {"id": "jr_1", "jobRunState": "FAILED", "arguments": {"--pwd": "***", "--primary_keys": "id",
                 "--conf": "spark.x.secret.key=*** --conf spark.y=1"},
                 "errorMessage": "no user *** at jdbc:db://bob:***@host/db", "stateDetail": "waits for ***"}"""));
    }

    @ParameterizedTest
    @EnumSource
    void predecessorsIncluded_reachesGlue(Door door) {
        functions.call(
                Action.GET_JOB_RUN,
                door,
                Map.of("connection", "keys", "name", "nightly", "jobRunId", "jr_1", "predecessorsIncluded", true));

        ObjectNode sent =
                (ObjectNode) functions.glue().requests("GetJobRun").getFirst().body();
        assertThat(sent.path("PredecessorsIncluded").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void run_missing_isNotFound(Door door) {
        functions.account().createJob("nightly");

        Answer answer = get(door);

        assertThat(answer.code()).isEqualTo("NotFound");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.detail()).contains("run jr_1 of job nightly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yes\"", "1", "\"true\"", "[]"})
    void predecessorsIncluded_ofAnotherType_isRejected(String value) {
        Answer answer = functions.callDirectly(
                Action.GET_JOB_RUN,
                "{\"connection\":\"keys\",\"name\":\"nightly\",\"jobRunId\":\"jr_1\",\"predecessorsIncluded\":%s}"
                        .formatted(value));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("predecessorsIncluded: expected true or false");
    }
}
