package io.glueconnector.once;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.testing.TestContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks the search after a lost response if Glue lists runs without arguments: those of others, or the start's own. */
class SilentRunsTest {
    private static final Duration SETTLED = Duration.ofSeconds(61);
    private static final int MOST_ASKED = 20;

    private final World world = new World();
    private final FunctionProcess function = FunctionProcess.recorded(world);

    @AfterEach
    void close() {
        world.close();
    }

    private Try start() {
        byte[] input = "{\"name\": \"nightly\", \"idempotencyKey\": \"monday\"}".getBytes(StandardCharsets.UTF_8);
        return function.invoke(input, false, new TestContext());
    }

    private Try startWithMishap(Mishap mishap) {
        world.line().trouble(Map.of(Step.START, mishap));
        Try lost = start();
        world.line().trouble(Map.of());
        return lost;
    }

    private void othersRun(int times) {
        for (int i = 0; i < times; i++) {
            world.account().startJobRun(World.JOB, Map.of());
        }
    }

    private List<String> runsOfOurs() {
        return world.runs().stream()
                .filter(run -> run.arguments().containsKey(World.TOKEN))
                .map(JobRunSnapshot::id)
                .toList();
    }

    private int asked(String operation) {
        return Collections.frequency(world.line().operations(), operation);
    }

    @Test
    void search_onlyRunsOfOthers_startsOnceMoreAfterSettling() {
        othersRun(MOST_ASKED);
        assertThat(startWithMishap(Mishap.RESET_BEFORE).code()).isEqualTo("OutcomeUnknown");
        world.advance(SETTLED);

        Try again = start();

        assertThat(again.isOk()).isTrue();
        assertThat(again.ids()).isEqualTo(runsOfOurs());
        assertThat(asked("GetJobRun")).isEqualTo(2 * MOST_ASKED);
    }

    @Test
    void search_moreRunsOfOthersThanItReads_staysUnknown() {
        othersRun(MOST_ASKED + 1);
        startWithMishap(Mishap.RESET_BEFORE);
        world.advance(SETTLED);

        Try again = start();

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(again.detail()).contains("more than 20 runs without their arguments");
        assertThat(asked("GetJobRun")).isZero();
        assertThat(runsOfOurs()).isEmpty();
    }

    @Test
    void search_ownRunListedWithoutArguments_isFoundById() {
        othersRun(1);
        world.glue().faults().always("GetJobRuns", Fault.withoutArguments());

        Try found = startWithMishap(Mishap.RESET_AFTER);

        assertThat(found.ids()).isEqualTo(runsOfOurs()).hasSize(1);
    }

    @Test
    void search_ownRunListedWithArguments_readsNoOther() {
        othersRun(3);

        assertThat(startWithMishap(Mishap.RESET_AFTER).ids()).isEqualTo(runsOfOurs());

        assertThat(asked("GetJobRun")).isZero();
    }

    @Test
    void search_readingTheRunDenied_staysUnknownUntilItIsGranted() {
        othersRun(1);
        world.glue().faults().always("GetJobRun", Fault.accessDenied("GetJobRun"));
        startWithMishap(Mishap.RESET_BEFORE);
        world.advance(SETTLED);

        Try denied = start();
        world.glue().faults().clear();

        assertThat(denied.code()).isEqualTo("OutcomeUnknown");
        assertThat(denied.detail()).contains("AccessDenied, glue:GetJobRun");
        assertThat(start().ids()).isEqualTo(runsOfOurs()).hasSize(1);
    }

    @Test
    void search_runReturnedWithoutABody_staysUnknown() {
        othersRun(1);
        world.glue().faults().always("GetJobRun", Fault.emptyObject());
        startWithMishap(Mishap.RESET_BEFORE);
        world.advance(SETTLED);

        assertThat(start().code()).isEqualTo("OutcomeUnknown");
        assertThat(runsOfOurs()).isEmpty();
    }

    @Test
    void search_runsOfATriggerOrMuchLater_areNotRead() {
        world.account().createTrigger(TriggerDefinition.onDemand("now").startingJob(World.JOB, Map.of()));
        world.account().fireTrigger("now");
        startWithMishap(Mishap.RESET_BEFORE);
        world.advance(Duration.ofMinutes(10));
        othersRun(1);

        assertThat(start().ids()).isEqualTo(runsOfOurs()).hasSize(1);
        assertThat(asked("GetJobRun")).isZero();
    }

    @Test
    void search_listIncomplete_staysUnknownAlthoughNoRunIsSilent() {
        world.startsArePagesBack(10);
        startWithMishap(Mishap.RESET_BEFORE);
        world.advance(SETTLED);

        assertThat(start().code()).isEqualTo("OutcomeUnknown");
        assertThat(runsOfOurs()).isEmpty();
    }
}
