package io.glueconnector.starts;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.testing.StubServer.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks what a workflow learns about a start in doubt, and that the call starts nothing. */
class GetSettledStartTest {
    private static final String JOB = "nightly load";
    private static final String CRAWLER = "sales files";
    private static final String EXECUTION = "arn:aws:states:eu-west-1:111122223333:execution:stack-RunJob:one";
    private static final Duration SETTLED = Duration.ofSeconds(90);

    @RegisterExtension
    private final Functions functions = new Functions();

    @BeforeEach
    void createThings() {
        functions.account().createJob(JOB);
        functions.account().createCrawler(CRAWLER, Map.of("demo-seconds", "600"));
    }

    private Answer start(Action action, String name, Map<String, Object> more) {
        Map<String, Object> fields = fields(more);
        fields.put("name", name);
        fields.put("execution", EXECUTION);
        fields.put("args", Map.of("--demo-seconds", "600"));
        if (action == Action.START_CRAWLER) {
            fields.remove("args");
        }
        return functions.call(action, Door.DIRECT, fields);
    }

    private Answer settled(Map<String, Object> more) {
        return functions.call(GetSettledStart::new, fields(more));
    }

    private static Map<String, Object> fields(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys", "idempotencyKey", "monday"));
        fields.putAll(more);
        return fields;
    }

    private void loseResponseAndFailSearch(Action action, String name, Fault fault) {
        String operation = action == Action.START_CRAWLER ? "StartCrawler" : "StartJobRun";
        String search = action == Action.START_CRAWLER ? "ListCrawls" : "GetJobRuns";
        functions.glue().faults().next(operation, fault);
        functions.glue().faults().always(search, Fault.accessDenied(search));
        assertThat(start(action, name, Map.of()).code()).isEqualTo("OutcomeUnknown");
        functions.glue().faults().clear(search);
    }

    private int starts() {
        return functions.glue().requests("StartJobRun").size()
                + functions.glue().requests("StartCrawler").size();
    }

    @Test
    void settled_runThatIsListed_isStartedAndRecorded() {
        loseResponseAndFailSearch(Action.START_JOB_RUN, JOB, Fault.resetAfter());
        int before = starts();

        Answer answer = settled(Map.of());

        assertThat(answer.text("state")).contains("started");
        assertThat(answer.text("execution")).contains(EXECUTION);
        assertThat(answer.text("jobRunId"))
                .contains(functions.account().jobRuns(JOB).getFirst().id());
        assertThat(functions
                        .call(Action.GET_START, Door.DIRECT, fields(Map.of()))
                        .text("jobRunId"))
                .isEqualTo(answer.text("jobRunId"));
        assertThat(starts()).isEqualTo(before);
    }

    @Test
    void settled_crawlThatIsListed_isStarted() {
        loseResponseAndFailSearch(Action.START_CRAWLER, CRAWLER, Fault.resetAfter());

        Answer answer = settled(Map.of());

        assertThat(answer.text("state")).contains("started");
        assertThat(answer.text("crawlId"))
                .contains(functions.account().crawls(CRAWLER).getFirst().id());
    }

    @Test
    void settled_recordedStart_needsNoSecret() {
        String run = start(Action.START_JOB_RUN, JOB, Map.of()).text("jobRunId").orElseThrow();
        functions.secrets().failWith(Reply.failure(400, "ResourceNotFoundException", "no secret"));
        functions.glue().clock().advance(Duration.ofMinutes(6));

        assertThat(settled(Map.of()).text("jobRunId")).contains(run);
    }

    @Test
    void settled_nothingListed_isUnknownAtFirstThenNotStarted() {
        loseResponseAndFailSearch(Action.START_JOB_RUN, JOB, Fault.resetBefore());
        int before = starts();

        assertThat(settled(Map.of()).text("state")).contains("unknown");
        functions.glue().clock().advance(SETTLED);
        assertThat(settled(Map.of()).text("state")).contains("notStarted");

        assertThat(functions.account().jobRuns(JOB)).isEmpty();
        assertThat(starts()).isEqualTo(before);
    }

    @Test
    void settled_runWithoutToken_staysUnknownAndSaysWhy() {
        functions.glue().faults().next("StartJobRun", Fault.resetAfter());
        assertThat(start(Action.START_JOB_RUN, JOB, Map.of("startToken", false)).code())
                .isEqualTo("OutcomeUnknown");
        functions.glue().clock().advance(SETTLED);

        Answer answer = settled(Map.of("startToken", false));

        assertThat(answer.text("state")).contains("unknown");
        assertThat(answer.text("reason").orElseThrow()).contains("startToken=false");
    }

    @Test
    void settled_searchDenied_staysUnknownAndSaysWhy() {
        loseResponseAndFailSearch(Action.START_JOB_RUN, JOB, Fault.resetAfter());
        functions.glue().faults().always("GetJobRuns", Fault.accessDenied("GetJobRuns"));
        functions.glue().clock().advance(SETTLED);

        Answer answer = settled(Map.of());

        assertThat(answer.text("state")).contains("unknown");
        assertThat(answer.text("reason").orElseThrow()).contains("glue:GetJobRuns");
    }

    @Test
    void settled_knownOutcome_doesNotCallGlue() {
        Answer started = start(Action.START_JOB_RUN, JOB, Map.of());
        int before = functions.glue().requests().size();

        Answer answer = settled(Map.of());

        assertThat(answer.text("state")).contains("started");
        assertThat(answer.text("jobRunId")).isEqualTo(started.text("jobRunId"));
        assertThat(functions.glue().requests()).hasSize(before);
    }

    @Test
    void settled_noStart_isNotFound() {
        assertThat(settled(Map.of()).code()).isEqualTo("NotFound");
    }
}
