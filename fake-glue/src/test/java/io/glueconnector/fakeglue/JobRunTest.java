package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.JobRun;

class JobRunTest extends JobRunTestCase {
    @Test
    void startJobRun_id_hasGluesFormat() {
        account.createJob("nightly");

        assertThat(start("nightly", Map.of())).matches("jr_[0-9a-f]{64}");
    }

    @Test
    void getJobRun_asTimePasses_startsRunsAndSucceeds() {
        account.createJob("nightly");
        String runId = start("nightly", Map.of("--demo-seconds", "60"));

        assertThat(state("nightly", runId)).isEqualTo("STARTING");
        advance(2);
        assertThat(state("nightly", runId)).isEqualTo("RUNNING");
        assertThat(get("nightly", runId).completedOn()).isNull();
        advance(59);
        assertThat(state("nightly", runId)).isEqualTo("RUNNING");
        advance(1);

        JobRun run = get("nightly", runId);
        assertThat(run.jobRunStateAsString()).isEqualTo("SUCCEEDED");
        assertThat(run.executionTime()).isEqualTo(60);
        assertThat(Duration.between(run.startedOn(), run.completedOn())).isEqualTo(Duration.ofSeconds(62));
        assertThat(run.errorMessage()).isNull();
        assertThat(run.attempt()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobRunState.class,
            names = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"})
    void getJobRun_demoOutcome_endsInThatState(JobRunState outcome) {
        account.createJob(JobDefinition.spark("nightly").withDefaultArgument("--demo-outcome", outcome.name()));
        String runId = start("nightly", Map.of("--demo-seconds", "0", "--demo-message", "as told"));

        advance(2);

        JobRun run = get("nightly", runId);
        assertThat(run.jobRunStateAsString()).isEqualTo(outcome.name());
        boolean silent = outcome == JobRunState.SUCCEEDED || outcome == JobRunState.STOPPED;
        assertThat(run.errorMessage()).isEqualTo(silent ? null : "as told");
    }

    @Test
    void startJobRun_invalidDemoArguments_areRejected() {
        account.createJob("nightly");

        assertThatThrownBy(() -> start("nightly", Map.of("--demo-outcome", "RUNNING")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--demo-outcome");
        assertThatThrownBy(() -> start("nightly", Map.of("--demo-seconds", "soon")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--demo-seconds");
        assertThat(account.jobRuns("nightly")).isEmpty();
    }

    // See https://docs.aws.amazon.com/glue/latest/dg/glue-streaming-maintenance.html.
    @Test
    void getJobRun_streamingJob_hasNoLimitAndContinues() {
        account.createJob(JobDefinition.streaming("clicks"));
        String runId = start("clicks", Map.of("--demo-seconds", "2592000"));
        glue.clock().advance(Duration.ofDays(9));

        assertThat(get("clicks", runId).timeout()).isNull();
        assertThat(state("clicks", runId)).isEqualTo("RUNNING");
    }

    @Test
    void getJobRun_exceedingItsTimeout_timesOut() {
        account.createJob("nightly");
        String runId = client.startJobRun(
                        request -> request.jobName("nightly").timeout(1).arguments(Map.of("--demo-seconds", "3600")))
                .jobRunId();

        advance(61);
        assertThat(state("nightly", runId)).isEqualTo("RUNNING");
        advance(1);
        assertThat(state("nightly", runId)).isEqualTo("TIMEOUT");
    }

    @Test
    void startJobRun_timeoutOfZero_meansNoLimitForStreamingJobsOnly() {
        account.createJob(JobDefinition.streaming("clicks"));
        account.createJob("nightly");
        String runId = client.startJobRun(request -> request.jobName("clicks").timeout(0))
                .jobRunId();

        advance(2);
        assertThat(state("clicks", runId)).isEqualTo("RUNNING");
        assertThatThrownBy(() ->
                        client.startJobRun(request -> request.jobName("nightly").timeout(0)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void startJobRun_arguments_areMergedWithTheJobsByName() {
        account.createJob(JobDefinition.spark("nightly")
                .withDefaultArgument("--day", "today")
                .withDefaultArgument("--mode", "full")
                .withNonOverridableArgument("--bucket", "fixed"));

        String runId = start("nightly", Map.of("--day", "yesterday"));

        assertThat(get("nightly", runId).arguments())
                .containsOnly(
                        Map.entry("--day", "yesterday"), Map.entry("--mode", "full"), Map.entry("--bucket", "fixed"));
    }

    @Test
    void startJobRun_nonOverridableArgument_isRejected() {
        account.createJob(JobDefinition.spark("nightly").withNonOverridableArgument("--bucket", "fixed"));

        assertThatThrownBy(() -> start("nightly", Map.of("--bucket", "mine")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--bucket");
    }

    @Test
    void startJobRun_settings_overrideTheJobs() {
        account.createJob(JobDefinition.spark("nightly").with("Timeout", 30));

        String runId = client.startJobRun(request -> request.jobName("nightly")
                        .workerType("G.4X")
                        .numberOfWorkers(7)
                        .timeout(90)
                        .executionClass("FLEX")
                        .securityConfiguration("locked"))
                .jobRunId();

        JobRun run = get("nightly", runId);
        assertThat(run.workerTypeAsString()).isEqualTo("G.4X");
        assertThat(run.numberOfWorkers()).isEqualTo(7);
        assertThat(run.timeout()).isEqualTo(90);
        assertThat(run.executionClassAsString()).isEqualTo("FLEX");
        assertThat(run.securityConfiguration()).isEqualTo("locked");
        assertThat(run.glueVersion()).isEqualTo("5.0");
        assertThat(run.maxCapacity()).isEqualTo(28);
        assertThat(run.dpuSeconds()).isNull();
        advance(60);
        assertThat(get("nightly", runId).dpuSeconds()).isEqualTo(5 * 28.0);
    }

    @Test
    void startJobRun_contradictorySettings_areRejected() {
        account.createJob("nightly");
        account.createJob(JobDefinition.pythonShell("script", "script.py"));

        assertThatThrownBy(() -> client.startJobRun(request -> request.jobName("nightly")
                        .maxCapacity(2.0)
                        .workerType("G.1X")
                        .numberOfWorkers(2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Max Capacity");
        assertThatThrownBy(() ->
                        client.startJobRun(request -> request.jobName("nightly").workerType("G.1X")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        client.startJobRun(request -> request.jobName("nightly").maxCapacity(2.5)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        client.startJobRun(request -> request.jobName("script").maxCapacity(2.0)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        client.startJobRun(request -> request.jobName("script").executionClass("FLEX")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        client.startJobRun(request -> request.jobName("nightly").timeout(10_080)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void startJobRun_unknownJob_isNotFoundWithGluesMessage() {
        assertThatThrownBy(() -> start("missing", Map.of()))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("Failed to start job run due to missing metadata");
    }

    @Test
    void getJobRun_unknownJobOrRun_isNotFound() {
        account.createJob("nightly");

        assertThatThrownBy(() -> get("nightly", "jr_unknown"))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("jr_unknown");
        assertThatThrownBy(() -> get("missing", "jr_unknown"))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("missing");
    }
}
