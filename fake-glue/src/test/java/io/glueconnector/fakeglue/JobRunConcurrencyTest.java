package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.time.Timings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.BatchStopJobRunResponse;
import software.amazon.awssdk.services.glue.model.ConcurrentRunsExceededException;

class JobRunConcurrencyTest extends JobRunTestCase {
    @Test
    void startJobRun_maximumConcurrentRuns_isRejectedUntilOneEnds() {
        account.createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(2));
        start("nightly", Map.of());
        start("nightly", Map.of("--demo-seconds", "600"));

        assertThatThrownBy(() -> start("nightly", Map.of()))
                .isInstanceOf(ConcurrentRunsExceededException.class)
                .hasMessageContaining("Concurrent runs exceeded for nightly");
        advance(10);
        assertThat(start("nightly", Map.of())).startsWith("jr_");
    }

    @Test
    void startJobRun_slotNotYetReleased_isRejected() {
        FakeGlueOptions options =
                FakeGlueOptions.frozen().withTimings(Timings.quick().withSlotRelease(Duration.ofSeconds(8)));
        try (FakeGlue slow = FakeGlue.start(options)) {
            Account there = slow.account(Sdk.ACCOUNT, Sdk.REGION);
            there.createJob("nightly");
            String runId = there.startJobRun("nightly", Map.of());
            there.endJobRun("nightly", runId, JobRunState.SUCCEEDED, "");

            assertThatThrownBy(() -> there.startJobRun("nightly", Map.of()))
                    .hasMessageContaining("Concurrent runs exceeded");
            slow.clock().advance(Duration.ofSeconds(8));
            assertThat(there.startJobRun("nightly", Map.of())).startsWith("jr_");
        }
    }

    @Test
    void startJobRun_queuing_waitsForASlotInTurn() {
        account.createJob("nightly");
        String first = start("nightly", Map.of());
        String second = client.startJobRun(request -> request.jobName("nightly").jobRunQueuingEnabled(true))
                .jobRunId();
        String third = client.startJobRun(request -> request.jobName("nightly").jobRunQueuingEnabled(true))
                .jobRunId();

        assertThat(state("nightly", second)).isEqualTo("WAITING");
        assertThat(get("nightly", second).stateDetail()).contains("queued");
        advance(7);
        assertThat(state("nightly", first)).isEqualTo("SUCCEEDED");
        assertThat(state("nightly", second)).isEqualTo("STARTING");
        assertThat(state("nightly", third)).isEqualTo("WAITING");
        advance(7);
        assertThat(state("nightly", second)).isEqualTo("SUCCEEDED");
        assertThat(state("nightly", third)).isEqualTo("STARTING");
    }

    @Test
    void startJobRun_jobQueuesButRunDoesNot_isRejected() {
        account.createJob(JobDefinition.spark("nightly").with("JobRunQueuingEnabled", true));
        start("nightly", Map.of());

        assertThatThrownBy(() ->
                        client.startJobRun(request -> request.jobName("nightly").jobRunQueuingEnabled(false)))
                .isInstanceOf(ConcurrentRunsExceededException.class);
    }

    @Test
    void batchStopJobRun_runningRun_isStoppingAndThenStopped() {
        account.createJob("nightly");
        String runId = start("nightly", Map.of("--demo-seconds", "600"));
        advance(10);

        BatchStopJobRunResponse answer =
                client.batchStopJobRun(request -> request.jobName("nightly").jobRunIds(runId));

        assertThat(answer.successfulSubmissions())
                .singleElement()
                .satisfies(stopped -> assertThat(stopped.jobRunId()).isEqualTo(runId));
        assertThat(answer.errors()).isEmpty();
        assertThat(state("nightly", runId)).isEqualTo("STOPPING");
        advance(3);
        assertThat(state("nightly", runId)).isEqualTo("STOPPED");
    }

    @Test
    void batchStopJobRun_waitingRun_neverStarts() {
        account.createJob("nightly");
        start("nightly", Map.of());
        String waiting = client.startJobRun(
                        request -> request.jobName("nightly").jobRunQueuingEnabled(true))
                .jobRunId();

        client.batchStopJobRun(request -> request.jobName("nightly").jobRunIds(waiting));
        advance(60);

        assertThat(state("nightly", waiting)).isEqualTo("STOPPED");
    }

    @Test
    void batchStopJobRun_endedAndUnknownRuns_eachHaveAnError() {
        account.createJob("nightly");
        String ended = start("nightly", Map.of("--demo-seconds", "0"));
        advance(10);

        BatchStopJobRunResponse answer =
                client.batchStopJobRun(request -> request.jobName("nightly").jobRunIds(ended, "jr_unknown"));

        assertThat(answer.successfulSubmissions()).isEmpty();
        assertThat(answer.errors())
                .extracting(
                        error -> error.jobRunId(), error -> error.errorDetail().errorCode())
                .containsExactly(
                        tuple(ended, "JobRunInvalidStateTransitionException"),
                        tuple("jr_unknown", "EntityNotFoundException"));
    }
}
