package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.time.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchStopJobRunResponse;
import software.amazon.awssdk.services.glue.model.ConcurrentRunsExceededException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.JobRun;

class JobRunTest {
    private static final Duration STARTING = Duration.ofSeconds(2);
    private static final Duration STOPPING = Duration.ofSeconds(3);

    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen()
            .withTimings(Timings.quick().withStarting(STARTING).withStopping(STOPPING)));
    private final GlueClient client = Sdk.client(glue);
    private final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    private String start(String jobName, Map<String, String> arguments) {
        return client.startJobRun(request -> request.jobName(jobName).arguments(arguments))
                .jobRunId();
    }

    private JobRun get(String jobName, String runId) {
        return client.getJobRun(request -> request.jobName(jobName).runId(runId))
                .jobRun();
    }

    private String state(String jobName, String runId) {
        return get(jobName, runId).jobRunStateAsString();
    }

    private void advance(long seconds) {
        glue.clock().advance(Duration.ofSeconds(seconds));
    }

    @Test
    void startJobRun_id_looksLikeGlues() {
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
    void startJobRun_demoArgumentsThatMeanNothing_areRefused() {
        account.createJob("nightly");

        assertThatThrownBy(() -> start("nightly", Map.of("--demo-outcome", "RUNNING")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--demo-outcome");
        assertThatThrownBy(() -> start("nightly", Map.of("--demo-seconds", "soon")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--demo-seconds");
        assertThat(account.jobRuns("nightly")).isEmpty();
    }

    @Test
    void getJobRun_longerThanItsTimeout_timesOut() {
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
    void startJobRun_nonOverridableArgument_isRefused() {
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
    void startJobRun_contradictorySettings_areRefused() {
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
    void startJobRun_unknownJob_isNotFoundInGluesWords() {
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

    @Test
    void startJobRun_asManyRunsAsAllowed_isRefusedUntilOneEnds() {
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
    void startJobRun_slotNotYetReleased_isRefused() {
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
    void startJobRun_jobQueuesButRunSaysNo_isRefused() {
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
    void batchStopJobRun_endedAndUnknownRuns_haveAnErrorEach() {
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

    @Test
    void getJobRuns_severalPages_newestFirst() {
        account.createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(10));
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            started.addFirst(start("nightly", Map.of()));
            advance(1);
        }

        GetJobRunsResponse first =
                client.getJobRuns(request -> request.jobName("nightly").maxResults(3));
        // A run that begins between two pages must not shift the second.
        start("nightly", Map.of());
        GetJobRunsResponse second =
                client.getJobRuns(request -> request.jobName("nightly").nextToken(first.nextToken()));

        assertThat(first.jobRuns()).extracting(JobRun::id).containsExactlyElementsOf(started.subList(0, 3));
        assertThat(second.jobRuns()).extracting(JobRun::id).containsExactlyElementsOf(started.subList(3, 5));
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void getJobRuns_lag_hidesTheNewestRunsForAWhile() {
        account.createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(10));
        String old = start("nightly", Map.of());
        advance(30);
        glue.lagJobRuns(Duration.ofSeconds(20));

        String young = start("nightly", Map.of());

        assertThat(client.getJobRuns(request -> request.jobName("nightly")).jobRuns())
                .extracting(JobRun::id)
                .containsExactly(old);
        assertThat(state("nightly", young)).isEqualTo("STARTING");
        advance(20);
        assertThat(client.getJobRuns(request -> request.jobName("nightly")).jobRuns())
                .extracting(JobRun::id)
                .containsExactly(young, old);
    }

    @Test
    void run_failsWithRetriesLeft_isFollowedByTheNextAttempt() {
        account.createJob(JobDefinition.spark("nightly")
                .withMaxRetries(2)
                .withDefaultArgument("--demo-outcome", "FAILED,SUCCEEDED")
                .withDefaultArgument("--demo-seconds", "0"));
        String first = start("nightly", Map.of("--day", "today"));

        advance(10);

        List<JobRunSnapshot> runs = account.jobRuns("nightly");
        assertThat(runs)
                .extracting(JobRunSnapshot::id, JobRunSnapshot::state)
                .containsExactly(tuple(first + "_attempt_1", JobRunState.SUCCEEDED), tuple(first, JobRunState.FAILED));
        JobRun retry = get("nightly", first + "_attempt_1");
        assertThat(retry.attempt()).isEqualTo(1);
        assertThat(retry.previousRunId()).isEqualTo(first);
        assertThat(retry.arguments()).containsEntry("--day", "today");
    }

    @Test
    void run_keepsFailing_isRetriedAsOftenAsAllowed() {
        account.createJob(JobDefinition.spark("nightly").withMaxRetries(2));
        String first = start("nightly", Map.of("--demo-outcome", "FAILED"));

        advance(600);

        assertThat(account.jobRuns("nightly"))
                .extracting(JobRunSnapshot::id)
                .containsExactly(first + "_attempt_2", first + "_attempt_1", first);
    }

    @Test
    void startJobRun_retryOfAnEarlierRun_repeatsItsArguments() {
        account.createJob("nightly");
        String earlier = start("nightly", Map.of("--day", "today"));
        advance(60);

        String retry = client.startJobRun(request -> request.jobName("nightly").jobRunId(earlier))
                .jobRunId();

        assertThat(retry).isNotEqualTo(earlier);
        assertThat(get("nightly", retry).previousRunId()).isEqualTo(earlier);
        assertThat(get("nightly", retry).arguments()).containsEntry("--day", "today");
    }

    @Test
    void events_eachEnd_oneEventForTheFourStatesThatHaveOne() {
        account.createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(10));
        for (JobRunState state : JobRunState.values()) {
            if (state.isEnd()) {
                account.endJobRun("nightly", account.startJobRun("nightly", Map.of()), state, "boom");
            }
        }

        assertThat(glue.events())
                .extracting(
                        event -> event.detail().path("state").asText(),
                        event -> event.detail().path("severity").asText())
                .containsExactly(
                        tuple("STOPPED", "INFO"),
                        tuple("SUCCEEDED", "INFO"),
                        tuple("FAILED", "ERROR"),
                        tuple("TIMEOUT", "WARN"));
    }

    @Test
    void events_succeededRun_hasGluesShape() {
        account.createJob("nightly");
        String runId = start("nightly", Map.of());

        advance(60);

        assertThat(glue.events()).singleElement().satisfies(event -> {
            assertThat(event.time()).isEqualTo("2026-01-01T12:00:07Z");
            assertThat(event.toJson().remove(List.of("id")).toString())
                    .isEqualTo("{\"version\":\"0\",\"source\":\"aws.glue\",\"detail-type\":\"Glue Job State Change\","
                            + "\"account\":\"000000000000\",\"region\":\"eu-west-1\",\"time\":\"2026-01-01T12:00:07Z\","
                            + "\"resources\":[],\"detail\":{\"jobName\":\"nightly\",\"severity\":\"INFO\","
                            + "\"state\":\"SUCCEEDED\",\"jobRunId\":\"" + runId
                            + "\",\"message\":\"Job run succeeded\"}}");
        });
    }

    @Test
    void events_notifyDelayAfter_tellsEachStateOfALateRunOnce() {
        account.createJob("nightly");
        String runId = client.startJobRun(request -> request.jobName("nightly")
                        .notificationProperty(property -> property.notifyDelayAfter(1))
                        .arguments(Map.of("--demo-seconds", "600")))
                .jobRunId();

        advance(59);
        assertThat(glue.events()).isEmpty();
        advance(10);
        client.batchStopJobRun(request -> request.jobName("nightly").jobRunIds(runId));
        advance(60);

        assertThat(glue.events())
                .extracting(event ->
                        event.detailType() + " " + event.detail().path("state").asText())
                .containsExactly(
                        "Glue Job Run Status RUNNING", "Glue Job Run Status STOPPING", "Glue Job State Change STOPPED");
    }
}
