package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what a workflow learns when it polls the run that it waits for. */
class GetJobRunEndTest {
    private static final String JOB = "nightly load";
    private static final String RETRIED = "retried";
    private static final String STREAM = "clicks";
    private static final String[] ONE_CALL = {"GetJobRun"};
    /** The second call reads the job's default arguments, which decide where its logs are. */
    private static final String[] TWO_CALLS = {"GetJobRun", "GetJob"};

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    @BeforeEach
    void createJobs() {
        functions.account().createJob(JOB);
        functions.account().createJob(JobDefinition.spark(RETRIED).withMaxRetries(1));
        functions.account().createJob(JobDefinition.streaming(STREAM));
    }

    private String start(String job) {
        return functions.account().startJobRun(job, Map.of("--demo-seconds", "600"));
    }

    private void end(String job, String run, JobRunState state, String message) {
        functions.account().endJobRun(job, run, state, message);
    }

    private Answer poll(String job, String run, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys", "name", job, "jobRunId", run));
        fields.putAll(more);
        return functions.call(GetJobRunEnd::new, fields);
    }

    private Answer poll(String job, String run) {
        return poll(job, run, Map.of());
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"})
    void poll_endedRun_returnsItsEndWithOneCallAndAnotherForItsLogs(JobRunState state) {
        String run = start(JOB);
        end(JOB, run, state, "why");

        Answer answer = poll(JOB, run, Map.of("attempt", "first"));

        assertThat(answer.text("progress")).contains("ended");
        assertThat(answer.text("state")).contains(state.name());
        assertThat(answer.text("jobRunId")).contains(run);
        assertThat(answer.text("name")).contains(JOB);
        assertThat(answer.body().has("retryable")).isEqualTo(state != JobRunState.SUCCEEDED);
        assertThat(answer.body().path("logs").has("lines")).isFalse();
        requests.wereOnly(state == JobRunState.SUCCEEDED ? ONE_CALL : TWO_CALLS);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"})
    void poll_runInAnotherState_isRunning(JobRunState state) {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "%s"}}""".formatted(state.name())));

        Answer answer = poll(JOB, "jr_1");

        assertThat(answer.text("progress")).contains("running");
        assertThat(answer.text("jobRunId")).contains("jr_1");
    }

    @Test
    void poll_unknownState_isNotAnEnd() {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "PONDERING"}}"""));

        assertThat(poll(JOB, "jr_1").text("progress")).contains("running");
    }

    @ParameterizedTest
    @CsvSource({"{}", "{\"JobRun\": {\"Id\": \"jr_1\"}}", "{\"JobRun\": {\"JobRunState\": \"RUNNING\"}}"})
    void poll_responseWithoutAStateOrAnId_isARetryableFailure(String body) {
        functions.glue().faults().always("GetJobRun", Fault.body(body));

        Answer answer = poll(JOB, "jr_1");

        assertThat(answer.code()).isEqualTo("GlueFailure");
        assertThat(answer.body().path("retryable").asBoolean()).isTrue();
    }

    @Test
    void poll_laterAttemptWithoutAState_isARetryableFailure() {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "FAILED"}}"""));
        functions.glue().faults().always("GetJobRuns", Fault.body("""
                {"JobRuns": [{"Id": "jr_1_attempt_1", "PreviousRunId": "jr_1"}]}"""));

        Answer answer = poll(RETRIED, "jr_1");

        assertThat(answer.code()).isEqualTo("GlueFailure");
        assertThat(answer.body().path("retryable").asBoolean()).isTrue();
    }

    @Test
    void poll_failedRun_returnsItsErrorAndLogs() {
        String run = start(JOB);
        end(JOB, run, JobRunState.FAILED, "KeyError: price");

        Answer answer = poll(JOB, run);

        assertThat(answer.text("errorMessage").orElseThrow()).contains("KeyError: price");
        assertThat(answer.body().path("logs").path("error").asText()).endsWith("/error");
        assertThat(answer.body().path("logs").path("stream").asText()).isEqualTo(run);
        assertThat(answer.text("consoleUrl"))
                .contains("https://eu-west-1.console.aws.amazon.com/gluestudio/home?region=eu-west-1"
                        + "#/job/nightly%20load/run/" + run);
    }

    @Test
    void poll_failedRunWithSecrets_masksThemInItsMessage() {
        functions.canaries().watch("canary-of-a-run-0123");
        String run =
                functions.account().startJobRun(JOB, Map.of("--passphrase", "canary-of-a-run-0123", "--pwd", "12"));
        end(JOB, run, JobRunState.FAILED, "12 of 120 lines: canary-of-a-run-0123; token=canary-of-a-run-0123");

        assertThat(poll(JOB, run).text("errorMessage")).contains("*** of 120 lines: ***; token=***");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // group | worker | version | arguments | output | stream
                "/aws-glue/jobs/          | G.1X | 5.0 | {}                                  | /aws-glue/jobs/output | jr_1",
                "-                        | G.1X | 5.0 | {}                                  | /aws-glue/jobs/output | jr_1",
                "/aws-glue/python-jobs    | -    | 3.0 | {}                                  | /aws-glue/python-jobs/output | jr_1",
                "/aws-glue/jobs           | G.1X | 5.1 | {'--custom-logGroup-prefix': '/a/b/'} | /a/b/output         | jr_1",
                "/aws-glue/jobs           | G.1X | 5.0 | {'--custom-logStream-prefix': 'mine'} | /aws-glue/jobs/output | mine-driver",
                "/aws-glue/jobs           | G.1X | 4.0 | {'--custom-logGroup-prefix': '/a/b'}  | /aws-glue/jobs/output | jr_1",
                "/aws-glue/jobs/s-role/r  | G.1X | 5.0 | {}                         | /aws-glue/jobs/s-role/r/output | jr_1",
                "/aws-glue/jobs/s-role/r/ | G.1X | 5.0 | {'--custom-logGroup-prefix': 'x'}     | x/s-role/r/output     | jr_1",
                "/aws-glue/ray/jobs       | Z.2X | 4.0 | {}                           | /aws-glue/ray/jobs/script-log | jr_1",
                "/aws-glue/jobs           | Z.2X | 4.0 | {}                           | /aws-glue/ray/jobs/script-log | jr_1",
                "/aws-glue/ray/jobs       | -    | 4.0 | {}                           | /aws-glue/ray/jobs/script-log | jr_1",
                "/a/b/s-role/r            | G.1X | 5.0 | {'--custom-logGroup-prefix': '/a/b'}  | /a/b/s-role/r/output | jr_1"
            })
    void poll_endedRun_returnsWhereGlueWritesItsLogs(
            String group, String worker, String version, String arguments, String output, String stream) {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "SUCCEEDED", "LogGroupName": %s, "WorkerType": %s,
                 "GlueVersion": "%s", "Arguments": %s}}""".formatted(
                        json(group), json(worker), version, arguments.replace('\'', '"'))));

        assertThat(poll(JOB, "jr_1").body().path("logs"))
                .isEqualTo(Json.parse("""
                {"output": "%s", "error": "%s", "stream": "%s"}""".formatted(output, output.replace("/output", "/error"), stream)));
    }

    private static String json(String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    @Test
    void poll_runsOfFakeGlue_haveGluesLogGroups() {
        functions.account().createJob(JobDefinition.ray("swarm"));
        functions.account().createJob(JobDefinition.spark("sealed").with("SecurityConfiguration", "seal"));

        assertThat(logsOfEnded("swarm").path("output").asText()).isEqualTo("/aws-glue/ray/jobs/script-log");
        assertThat(logsOfEnded("sealed").path("error").asText()).isEqualTo("/aws-glue/jobs/seal-role/glue/error");
    }

    @Test
    void poll_failedRun_namesTheLogsThatTheJobsOwnArgumentsChoose() {
        functions
                .account()
                .createJob(JobDefinition.spark("moved").withDefaultArgument("--custom-logGroup-prefix", "/team/sales"));
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "FAILED", "GlueVersion": "5.0", "LogGroupName": "/aws-glue/jobs"}}"""));

        assertThat(poll("moved", "jr_1").body().at("/logs/error").asText()).isEqualTo("/team/sales/error");
    }

    @Test
    void poll_failedRunOfGlue4_namesItsContinuousLog() {
        functions
                .account()
                .createJob(JobDefinition.spark("continuous")
                        .with("GlueVersion", "4.0")
                        .withDefaultArgument("--enable-continuous-cloudwatch-log", "true"));
        String run = start("continuous");
        end("continuous", run, JobRunState.FAILED, "why");

        assertThat(poll("continuous", run).body().at("/logs/continuous").asText())
                .isEqualTo("/aws-glue/jobs/logs-v2");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"12.5, 2.0, 100, 12.5", "-, 2.0, 100, 200.0", "-, -, 100, -", "-, 2.0, -, -", "-, 0.0625, 60, 3.75"
            })
    void poll_endedRun_returnsItsDpuSeconds(String own, String capacity, String time, String expected) {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "SUCCEEDED", "DPUSeconds": %s, "MaxCapacity": %s, "ExecutionTime": %s}}""".formatted(own, capacity, time)));

        JsonNode dpuSeconds = poll(JOB, "jr_1").body().path("dpuSeconds");

        assertThat(dpuSeconds.isMissingNode() ? null : dpuSeconds.asText()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"error, error", "output, output"})
    void failureLogLines_set_areTheLastOfTheLogThatHasAny(String written, String expected) {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            String run = failed(telling);
            List.of("first", "second", "third password=a-canary-in-a-log-123")
                    .forEach(line -> telling.account().log("/aws-glue/python-jobs/" + written, run, line));
            telling.canaries().watch("a-canary-in-a-log-123");

            JsonNode logs = told(telling, run);

            assertThat(logs.path("linesOf").asText()).isEqualTo(expected);
            assertThat(logs.path("lines"))
                    .extracting(line -> line.path("text").asText())
                    .containsExactly("second", "third password=***");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, may not call logs:GetLogEvents on log group /aws-glue/python-jobs/error",
        "InternalFailure, CloudWatch Logs failed"
    })
    void failureLogLines_thatCannotBeRead_leaveTheVerdict(String code, String reason) {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            String run = failed(telling);
            telling.glue().faults().always("GetLogEvents", Fault.errorBefore(400, code, "upstream text"));

            JsonNode logs = told(telling, run);

            assertThat(logs.path("unavailable").asText()).contains(reason);
            assertThat(logs.has("lines")).isFalse();
        }
    }

    @Test
    void failureLogLines_ofARunThatWroteNothing_saySo() {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            assertThat(told(telling, failed(telling)).path("unavailable").asText())
                    .isEqualTo("The run has written nothing to its logs, or they have been deleted.");
        }
    }

    @Test
    void failureLogLines_ofARunThatSucceeded_areNotRead() {
        try (Functions telling = new Functions(Map.of("FAILURE_LOG_LINES", "2"))) {
            telling.account().createJob(JOB);
            String run = telling.account().startJobRun(JOB, Map.of());
            telling.account().endJobRun(JOB, run, JobRunState.SUCCEEDED, "");

            assertThat(told(telling, run).has("lines")).isFalse();
            new GlueRequests(telling).wereOnly(ONE_CALL);
        }
    }

    private static String failed(Functions telling) {
        telling.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        String run = telling.account().startJobRun(JOB, Map.of());
        telling.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "%s", "JobRunState": "FAILED", "LogGroupName": "/aws-glue/python-jobs"}}""".formatted(run)));
        return run;
    }

    private static JsonNode told(Functions telling, String run) {
        Answer answer = telling.call(
                GetJobRunEnd::new, Map.of("connection", "keys", "name", JOB, "jobRunId", run, "attempt", "first"));
        assertThat(answer.text("state")).isPresent();
        return answer.body().path("logs");
    }

    private JsonNode logsOfEnded(String job) {
        String run = start(job);
        end(job, run, JobRunState.SUCCEEDED, "");
        return poll(job, run).body().path("logs");
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, KeyError: price, false",
        "FAILED, Rate exceeded (Service: AmazonS3), true",
        "FAILED, Internal service error, true",
        "STOPPED, , false",
        "TIMEOUT, , false",
        "ERROR, , false",
        "EXPIRED, , true"
    })
    void poll_failedRun_saysWhetherToRetry(JobRunState state, String message, boolean retryable) {
        String run = start(JOB);
        end(JOB, run, state, message == null ? "" : message);

        assertThat(poll(JOB, run).body().path("retryable").asBoolean(!retryable))
                .isEqualTo(retryable);
    }

    @Test
    void poll_failedAttemptWithRetryRunning_followsTheRetry() {
        String first = start(RETRIED);
        end(RETRIED, first, JobRunState.FAILED, "why");
        String second = functions.account().jobRuns(RETRIED).getFirst().id();

        Answer answer = poll(RETRIED, first);

        assertThat(second).isNotEqualTo(first);
        assertThat(answer.text("progress")).contains("running");
        assertThat(answer.text("jobRunId")).contains(second);
    }

    @Test
    void poll_failedAttemptAmongRunsOfOthers_followsItsOwnRetry() {
        functions
                .account()
                .createJob(JobDefinition.spark("shared").withMaxRetries(1).withMaxConcurrentRuns(9));
        String first = start("shared");
        String older = start("shared");
        end("shared", first, JobRunState.FAILED, "why");
        String own = functions.account().jobRuns("shared").getFirst().id();
        end("shared", older, JobRunState.FAILED, "why");
        start("shared");

        assertThat(poll("shared", first).text("jobRunId")).contains(own);
        assertThat(own).startsWith(first);
    }

    @Test
    void poll_failedAttemptWithoutStartTime_followsTheRetry() {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "FAILED"}}"""));
        functions.glue().faults().always("GetJobRuns", Fault.body("""
                {"JobRuns": [{"Id": "jr_1_attempt_1", "JobName": "retried", "JobRunState": "RUNNING",
                 "PreviousRunId": "jr_1", "StartedOn": 1}]}"""));

        Answer answer = poll(RETRIED, "jr_1");

        assertThat(answer.text("progress")).contains("running");
        assertThat(answer.text("jobRunId")).contains("jr_1_attempt_1");
    }

    @Test
    void poll_allAttemptsFailed_returnsTheLast() {
        String first = start(RETRIED);
        end(RETRIED, first, JobRunState.FAILED, "first");
        String second = functions.account().jobRuns(RETRIED).getFirst().id();
        end(RETRIED, second, JobRunState.FAILED, "second");

        Answer answer = poll(RETRIED, first);

        assertThat(answer.text("progress")).contains("ended");
        assertThat(answer.text("jobRunId")).contains(second);
        assertThat(answer.text("errorMessage").orElseThrow()).contains("second");
    }

    @Test
    void poll_longAfterTheFirstAttempt_stillFollowsTheOthers() {
        String first = start(RETRIED);
        end(RETRIED, first, JobRunState.FAILED, "first");
        String second = functions.account().jobRuns(RETRIED).getFirst().id();
        functions.glue().clock().advance(Duration.ofHours(1));

        Answer answer = poll(RETRIED, first);

        assertThat(answer.text("state")).contains("SUCCEEDED");
        assertThat(answer.text("jobRunId")).contains(second);
    }

    @Test
    void poll_firstAttemptRequested_doesNotFollowTheRetry() {
        String first = start(RETRIED);
        end(RETRIED, first, JobRunState.FAILED, "first");

        Answer answer = poll(RETRIED, first, Map.of("attempt", "first"));

        assertThat(answer.text("state")).contains("FAILED");
        requests.wereOnly(TWO_CALLS);
    }

    @Test
    void poll_retryNotListedYet_isBetweenAttemptsForAWhile() {
        functions.glue().lagJobRuns(Duration.ofHours(1));
        String first = start(RETRIED);
        end(RETRIED, first, JobRunState.FAILED, "first");

        assertThat(poll(RETRIED, first).text("progress")).contains("betweenAttempts");

        functions.glue().clock().advance(Duration.ofMinutes(11));
        assertThat(poll(RETRIED, first).text("state")).contains("FAILED");
    }

    @Test
    void poll_failedRunWithoutEndTime_isNotAwaitedForever() {
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "FAILED", "StartedOn": %d}}""".formatted(
                        functions.glue().clock().instant().getEpochSecond())));

        assertThat(poll(RETRIED, "jr_1").text("progress")).contains("betweenAttempts");
        functions.glue().clock().advance(Duration.ofMinutes(11));
        assertThat(poll(RETRIED, "jr_1").text("state")).contains("FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"Timeout\": 0,", "\"Timeout\": 10080,"})
    void poll_runningRunOfAStreamingJob_isRejected(String limit) {
        String run = start(STREAM);
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {%s "Id": "%s", "JobRunState": "RUNNING"}}""".formatted(limit, run)));

        Answer answer = poll(STREAM, run);

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).contains(STREAM + " is a streaming job").contains("StartJobRun");
    }

    @Test
    void poll_endedRunOfAStreamingJob_returnsItsEnd() {
        String run = start(STREAM);
        end(STREAM, run, JobRunState.STOPPED, "");

        assertThat(poll(STREAM, run).text("state")).contains("STOPPED");
        requests.wereOnly(TWO_CALLS);
    }

    @Test
    void poll_streamingJobWithATimeout_isAwaited() {
        functions.account().createJob(JobDefinition.streaming("limited").with("Timeout", 60));
        String run = start("limited");

        assertThat(poll("limited", run).text("progress")).contains("running");
        requests.wereOnly("GetJobRun");
    }

    @Test
    void poll_runWithoutTimeoutOfAnUnreadableJob_isRunning() {
        String run = start(STREAM);
        functions.glue().faults().always("GetJob", Fault.accessDenied("GetJob"));

        assertThat(poll(STREAM, run).text("progress")).contains("running");
    }

    @Test
    void poll_runningRunOfAnotherJob_makesNoFurtherCall() {
        String run = start(JOB);

        assertThat(poll(JOB, run).text("progress")).contains("running");
        requests.wereOnly("GetJobRun");
    }

    @Test
    void poll_missingRun_isNotFound() {
        assertThat(poll(JOB, "jr_nothing").code()).isEqualTo("NotFound");
    }
}
