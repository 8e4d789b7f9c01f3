package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks that a call counts as a suspected duplicate, which raises an alarm, only if Glue shows two runs of one start. */
class SuspectedDuplicatesTest {
    private static final String TOKEN = "--glue-connector-start-token";
    private static final Map<String, Object> REQUEST =
            Map.of("connection", "keys", "name", "nightly", "idempotencyKey", "monday");

    @RegisterExtension
    private final Functions functions = new Functions();

    @BeforeEach
    void createJob() {
        functions
                .account()
                .createJob(
                        JobDefinition.spark("nightly").withMaxConcurrentRuns(9).withMaxRetries(1));
    }

    private Answer start() {
        return functions.call(Action.START_JOB_RUN, Door.DIRECT, REQUEST);
    }

    private int suspected() {
        return functions
                .logged(Action.START_JOB_RUN)
                .path("DuplicatesSuspected")
                .asInt();
    }

    /** Loses the response to a start, fails the search for its run, and returns the token that the run carries. */
    private String loseResponse(Fault fault) {
        functions.glue().faults().next("StartJobRun", fault);
        functions.glue().faults().always("GetJobRuns", Fault.accessDenied("GetJobRuns"));
        assertThat(start().code()).isEqualTo("OutcomeUnknown");
        functions.glue().faults().clear("GetJobRuns");
        return ((Map<?, ?>) functions.starts().rows().getLast().get("token"))
                .get("S")
                .toString();
    }

    @Test
    void start_twoRunsWithItsToken_isSuspectedAndReturnsTheFirst() {
        String token = loseResponse(Fault.resetAfter());
        String first = functions.account().jobRuns("nightly").getFirst().id();
        functions.account().startJobRun("nightly", Map.of(TOKEN, token));

        assertThat(start().text("jobRunId")).contains(first);

        assertThat(suspected()).isEqualTo(1);
    }

    @Test
    void start_oneRunThatGlueRetries_isNotSuspected() {
        loseResponse(Fault.resetAfter());
        String first = functions.account().jobRuns("nightly").getFirst().id();
        functions.account().endJobRun("nightly", first, JobRunState.FAILED, "why");
        assertThat(functions.account().jobRuns("nightly")).hasSize(2);

        assertThat(start().text("jobRunId")).contains(first);

        assertThat(suspected()).isZero();
    }

    @Test
    void start_runsOfOtherStarts_areNotSuspected() {
        loseResponse(Fault.resetAfter());
        functions.account().startJobRun("nightly", Map.of(TOKEN, "another"));

        assertThat(start().code()).isEqualTo("ok");

        assertThat(suspected()).isZero();
    }

    @Test
    void start_succeeded_isNotSuspected() {
        assertThat(start().code()).isEqualTo("ok");

        assertThat(suspected()).isZero();
    }
}
