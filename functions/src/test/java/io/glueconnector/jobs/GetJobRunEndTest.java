package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Answer;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what a workflow learns when it polls the run that it waits for. */
class GetJobRunEndTest extends GetJobRunEndTestCase {
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

    @Test
    void poll_failedRunWithSecretsOfItsJob_masksThemInItsMessage() {
        functions
                .account()
                .createJob(JobDefinition.spark("sealed")
                        .withDefaultArgument("--passphrase", "canary-of-a-job-0123")
                        .withNonOverridableArgument("--api-token", "canary-that-is-fixed-0123"));
        functions.canaries().watch("canary-of-a-job-0123");
        functions.canaries().watch("canary-that-is-fixed-0123");
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "jr_1", "JobRunState": "FAILED",
                 "ErrorMessage": "No user canary-of-a-job-0123 with canary-that-is-fixed-0123"}}"""));

        assertThat(poll("sealed", "jr_1").text("errorMessage")).contains("No user *** with ***");
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
