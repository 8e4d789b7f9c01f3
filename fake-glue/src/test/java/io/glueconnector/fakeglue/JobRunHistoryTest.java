package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.JobRun;

class JobRunHistoryTest extends JobRunTestCase {
    @Test
    void getJobRuns_severalPages_returnsNewestFirst() {
        account.createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(10));
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            started.addFirst(start("nightly", Map.of()));
            advance(1);
        }

        GetJobRunsResponse first =
                client.getJobRuns(request -> request.jobName("nightly").maxResults(3));
        // A run that starts between two pages must not shift the second page.
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
    void run_failedWithRetriesLeft_isFollowedByTheNextAttempt() {
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
    void run_failingRepeatedly_isRetriedUpToTheLimit() {
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
    void events_eachEndState_onlyFourStatesHaveOne() {
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
    void events_succeededRun_hasGluesFormat() {
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
    void events_notifyDelayAfter_reportsEachStateOfALateRunOnce() {
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
