package io.glueconnector.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks the search for a firing's runs after a lost response: how far it goes, and that it never takes another firing's
 * runs.
 */
class LostFiringsTest {
    private static final String JOB = "load";
    private static final String TRIGGER = "now";
    private static final Duration SETTLED = Duration.ofMinutes(2);

    @RegisterExtension
    private final Functions functions = new Functions();

    @BeforeEach
    void createTrigger() {
        functions.account().createJob(JobDefinition.spark(JOB).withMaxConcurrentRuns(9));
        functions.account().createTrigger(TriggerDefinition.onDemand(TRIGGER).startingJob(JOB, Map.of()));
    }

    private Answer start(String key) {
        return functions.call(
                Action.START_TRIGGER,
                Door.DIRECT,
                Map.of("connection", "keys", "name", TRIGGER, "idempotencyKey", key));
    }

    private void lose(String key, Fault fault) {
        functions.glue().faults().next("StartTrigger", fault);
        functions.glue().faults().next("GetJobRuns", Fault.accessDenied("GetJobRuns"));
        assertThat(start(key).code()).isEqualTo("OutcomeUnknown");
    }

    private void nextList(String runs, String token) {
        functions.glue().faults().next("GetJobRuns", Fault.body("""
                {"JobRuns": [%s], "NextToken": "%s"}""".formatted(runs, token)));
    }

    private String ownRun(String more) {
        return """
                {"Id": "jr_1", "JobName": "load", "TriggerName": "now"%s}""".formatted(more);
    }

    private String startedNow(String run) {
        long now = functions.glue().clock().instant().getEpochSecond();
        return run.replace("}", ", \"StartedOn\": %d}".formatted(now));
    }

    private List<String> runs() {
        return functions.account().jobRuns(JOB).stream().map(JobRunSnapshot::id).toList();
    }

    private static List<String> runIds(Answer answer) {
        return answer.body()
                .path("jobRunIds")
                .valueStream()
                .map(id -> id.asText())
                .toList();
    }

    private int firings() {
        return functions.glue().requests("StartTrigger").size();
    }

    @Test
    void search_listingDenied_staysUnknownAndNamesThePermission() {
        lose("monday", Fault.resetAfter());
        functions.glue().faults().next("GetJobRuns", Fault.accessDenied("GetJobRuns"));

        Answer again = start("monday");

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(again.detail()).contains("could not be searched (AccessDenied, glue:GetJobRuns)");
        assertThat(runIds(start("monday"))).isEqualTo(runs()).hasSize(1);
        assertThat(firings()).isEqualTo(1);
    }

    @Test
    void search_noRunAfterSettling_firesAgain() {
        lose("monday", Fault.resetBefore());
        functions.glue().clock().advance(SETTLED);

        Answer again = start("monday");

        assertThat(runIds(again)).isEqualTo(runs()).hasSize(1);
        assertThat(firings()).isEqualTo(2);
    }

    @Test
    void search_incompleteList_firesNothing() {
        lose("monday", Fault.resetAfter());
        functions.glue().clock().advance(SETTLED);
        nextList("", "again");
        nextList("", "again");

        Answer again = start("monday");

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(again.detail()).contains("Glue did not list all recent runs of its jobs");
        assertThat(firings()).isEqualTo(1);
    }

    @Test
    void search_ownRunWithoutATime_firesNothing() {
        lose("monday", Fault.resetAfter());
        functions.glue().clock().advance(SETTLED);
        nextList(ownRun(""), "");

        Answer again = start("monday");

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(again.detail()).contains("Glue lists one of its runs without a start time");
        assertThat(firings()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "jr_0, false"})
    void search_previousRun_distinguishesGluesRetryFromTheFiring(String previous, boolean own) {
        lose("monday", Fault.resetAfter());
        nextList(startedNow(ownRun(", \"PreviousRunId\": \"%s\"".formatted(previous))), "");

        assertThat(runIds(start("monday")).equals(List.of("jr_1"))).isEqualTo(own);
    }

    @Test
    void search_runsOfAnEarlierFiring_areNotTaken() {
        List<String> earlier = runIds(start("monday"));
        functions.glue().clock().advance(Duration.ofSeconds(3));
        lose("tuesday", Fault.resetBefore());
        functions.glue().clock().advance(SETTLED);

        Answer again = start("tuesday");

        assertThat(runIds(again)).hasSize(1).doesNotContainAnyElementsOf(earlier);
        assertThat(runs()).hasSize(2);
    }

    @Test
    void search_runOfAnEarlierFiringThatBeganLate_isNotTaken() {
        String earlier = runIds(start("monday")).getFirst();
        functions.glue().clock().advance(Duration.ofSeconds(3));
        lose("tuesday", Fault.resetBefore());
        nextList(startedNow(ownRun("").replace("jr_1", earlier)), "");

        Answer again = start("tuesday");

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(runIds(again)).isEmpty();
    }

    @Test
    void search_runsOfAMuchLaterFiring_areNotTaken() {
        lose("monday", Fault.resetBefore());
        functions.glue().clock().advance(SETTLED);
        functions.account().fireTrigger(TRIGGER);
        List<String> others = runs();
        functions.glue().clock().advance(SETTLED);

        Answer again = start("monday");

        assertThat(runIds(again)).hasSize(1).doesNotContainAnyElementsOf(others);
        assertThat(runs()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"true, 3", "false, 13"})
    void start_rightAfterAnother_waitsLongerIfItsRunsAreNotListedYet(boolean shown, int seconds) {
        if (!shown) {
            functions.glue().faults().next("GetJobRuns", Fault.accessDenied("GetJobRuns"));
        }
        assertThat(runIds(start("monday"))).hasSize(shown ? 1 : 0);

        Answer next = start("tuesday");

        assertThat(next.code()).isEqualTo("Conflict");
        assertThat(next.retryAfterSeconds()).hasValue(seconds);
    }
}
