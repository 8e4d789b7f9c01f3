package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Answer;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks which attempt of a run with Glue's own retries decides. */
class GetJobRunEndRetriesTest extends GetJobRunEndTestCase {
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
}
