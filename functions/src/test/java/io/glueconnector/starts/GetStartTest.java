package io.glueconnector.starts;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks the report of a start under a key: its state and action decide which fields it has. */
class GetStartTest {
    private static final Duration SETTLED = Duration.ofSeconds(90);

    @RegisterExtension
    private final Functions functions = new Functions();

    @BeforeEach
    void createThings() {
        functions.account().createJob("nightly");
        functions.account().createCrawler("sales");
        functions.account().createTrigger(TriggerDefinition.onDemand("now").startingJob("nightly", Map.of()));
    }

    private Answer start(Action action, Door door, String name) {
        return functions.call(action, door, Map.of("connection", "keys", "name", name, "idempotencyKey", "monday"));
    }

    private void assertReport(Door door, String state, String... members) {
        Answer report =
                functions.call(Action.GET_START, door, Map.of("connection", "keys", "idempotencyKey", "monday"));

        List<String> expected = new ArrayList<>(List.of("state", "action", "name", "region", "requestedAt"));
        expected.addAll(List.of(members));
        assertThat(report.text("state")).contains(state);
        assertThat(report.body().properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource
    void report_jobRunStarted_hasItsId(Door door) {
        assertThat(start(Action.START_JOB_RUN, door, "nightly").code()).isEqualTo("ok");

        assertReport(door, "started", "startedAt", "jobRunId");
    }

    @ParameterizedTest
    @EnumSource
    void report_crawlStarted_hasOutcomeAndCrawl(Door door) {
        assertThat(start(Action.START_CRAWLER, door, "sales").code()).isEqualTo("ok");

        assertReport(door, "started", "startedAt", "outcome", "crawlId");
    }

    @ParameterizedTest
    @EnumSource
    void report_triggerFired_hasOutcomeTypeAndRuns(Door door) {
        assertThat(start(Action.START_TRIGGER, door, "now").code()).isEqualTo("ok");

        assertReport(door, "started", "startedAt", "outcome", "type", "jobRunIds");
    }

    @ParameterizedTest
    @EnumSource
    void report_startRefused_hasOnlyTheCode(Door door) {
        assertThat(start(Action.START_JOB_RUN, door, "nobody").code()).isEqualTo("NotFound");

        assertReport(door, "refused", "code");
    }

    @ParameterizedTest
    @EnumSource
    void report_startInDoubt_hasNoMoreFields(Door door) {
        functions.glue().faults().next("StartJobRun", Fault.resetAfter());
        functions.glue().faults().always("GetJobRuns", Fault.accessDenied("GetJobRuns"));
        assertThat(start(Action.START_JOB_RUN, door, "nightly").code()).isEqualTo("OutcomeUnknown");
        functions.glue().clock().advance(SETTLED);

        assertReport(door, "unknown");
    }
}
