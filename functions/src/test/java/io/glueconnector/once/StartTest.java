package io.glueconnector.once;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.testing.TestContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the requests of a start, and how far the search after a lost response goes. */
class StartTest {
    private static final Duration SETTLED = Duration.ofSeconds(61);

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

    private Try startAndLoseResponse() {
        world.line().trouble(Map.of(Step.START, Mishap.RESET_AFTER));
        Try lost = start();
        world.line().trouble(Map.of());
        return lost;
    }

    @Test
    void start_nothingWrong_writesTwice() {
        assertThat(start().isOk()).isTrue();

        assertThat(world.line().operations()).containsExactly("PutItem", "StartJobRun", "UpdateItem");
    }

    @Test
    void replay_writesOnceAndDoesNotCallGlue() {
        Try first = start();
        int before = world.line().operations().size();

        assertThat(start().ids()).isEqualTo(first.ids());

        assertThat(world.line().operations().subList(before, before + 1)).containsExactly("PutItem");
        assertThat(world.line().operations()).hasSize(before + 1);
    }

    @Test
    void search_runOnTheNinthPage_findsIt() {
        world.startsArePagesBack(8);

        Try found = startAndLoseResponse();

        assertThat(found.ids()).containsExactly(world.runs().getFirst().id());
        assertThat(Collections.frequency(world.line().operations(), "GetJobRuns"))
                .isEqualTo(9);
    }

    @Test
    void search_runBeyondTheTenthPage_staysUnknownAfterTenPages() {
        world.startsArePagesBack(10);
        assertThat(startAndLoseResponse().code()).isEqualTo("OutcomeUnknown");
        world.advance(SETTLED);

        Try again = start();

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(again.detail()).contains("Glue did not list all recent runs");
        assertThat(Collections.frequency(world.line().operations(), "GetJobRuns"))
                .isEqualTo(20);
        assertThat(world.runs()).hasSize(1);
    }

    @Test
    void search_pageTokenRepeated_staysUnknown() {
        world.startsArePagesBack(2);
        world.glue().faults().always("GetJobRuns", Fault.repeatedToken());
        assertThat(startAndLoseResponse().code()).isEqualTo("OutcomeUnknown");
        world.advance(SETTLED);

        assertThat(start().code()).isEqualTo("OutcomeUnknown");
        world.glue().faults().clear();

        assertThat(start().ids()).containsExactly(world.runs().getFirst().id());
        assertThat(world.runs()).hasSize(1);
    }

    @Test
    void search_denied_staysUnknownUntilItIsGranted() {
        world.glue().faults().always("GetJobRuns", Fault.accessDenied("GetJobRuns"));
        assertThat(startAndLoseResponse().code()).isEqualTo("OutcomeUnknown");
        world.advance(SETTLED);

        Try denied = start();
        world.glue().faults().clear();

        assertThat(denied.code()).isEqualTo("OutcomeUnknown");
        assertThat(denied.detail()).contains("glue:GetJobRuns");
        assertThat(start().ids()).containsExactly(world.runs().getFirst().id());
        assertThat(world.runs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 60})
    void search_runListedLate_startsNoSecondRun(int lagSeconds) {
        world.glue().lagJobRuns(Duration.ofSeconds(lagSeconds));
        Try lost = startAndLoseResponse();
        assertThat(lost.code()).isEqualTo("OutcomeUnknown");
        world.advance(lost.delay());

        assertThat(start().ids()).containsExactly(world.runs().getFirst().id());
        assertThat(world.runs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"THROTTLED", "REFUSED", "ERROR_500_BEFORE"})
    void claim_tableUnreachable_startsNothingAndSaysSo(Mishap mishap) {
        world.line().trouble(Map.of(Step.CLAIM, mishap));

        Try failed = start();
        world.line().trouble(Map.of());

        assertThat(failed.code()).isEqualTo("Unavailable");
        assertThat(failed.detail()).contains("Nothing more was started");
        assertThat(world.runs()).isEmpty();
        assertThat(start().isOk()).isTrue();
        assertThat(world.runs()).hasSize(1);
    }
}
