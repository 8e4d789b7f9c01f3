package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import io.glueconnector.redaction.UpstreamCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that every run gets its own verdict, whatever Glue returns for the whole call. */
class StopJobRunTest {
    /** The fields of a verdict besides the run and the outcome. */
    private static final Map<String, List<String>> MEMBERS = Map.of(
            "stopping", List.of(),
            "alreadyEnded", List.of("state"),
            "notFound", List.of(),
            "failed", List.of("code"));

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    @BeforeEach
    void createJob() {
        functions.account().createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(1000));
    }

    private Answer stop(Door door, List<String> ids) {
        return functions.call(
                Action.STOP_JOB_RUN, door, Map.of("connection", "keys", "name", "nightly", "jobRunIds", ids));
    }

    private String run() {
        return functions.account().startJobRun("nightly", Map.of());
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj("jr_%d"::formatted).toList();
    }

    private static JsonNode verdict(Answer answer, int index) {
        JsonNode verdict = answer.body().path("results").path(index);
        List<String> expected = new ArrayList<>(List.of("jobRunId", "outcome"));
        expected.addAll(MEMBERS.get(verdict.path("outcome").asText()));
        assertThat(verdict.properties()).extracting(Map.Entry::getKey).containsExactlyElementsOf(expected);
        return verdict;
    }

    /** Returns Glue's response that it could not stop any of the runs, with the given code. */
    private static Fault refusing(String code, String... ids) {
        String errors = String.join(
                ",", Stream.of(ids).map(id -> """
                                {"JobName": "nightly", "JobRunId": "%s", "ErrorDetail":
                                 {"ErrorCode": "%s", "ErrorMessage": "not now"}}""".formatted(id, code)).toList());
        return Fault.body("{\"SuccessfulSubmissions\": [], \"Errors\": [%s]}".formatted(errors));
    }

    @ParameterizedTest
    @EnumSource
    void runs_ofEveryKind_haveVerdictsInTheOrderOfTheIds(Door door) {
        String ended = run();
        functions.account().endJobRun("nightly", ended, JobRunState.TIMEOUT, "");
        String running = run();

        Answer answer = stop(door, List.of("jr_nobody", running, ended));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"results": [{"jobRunId": "jr_nobody", "outcome": "notFound"},
                             {"jobRunId": "%s", "outcome": "stopping"},
                             {"jobRunId": "%s", "outcome": "alreadyEnded", "state": "TIMEOUT"}]}""".formatted(running, ended)));
        assertThat(functions.account().jobRun("nightly", running).state()).isEqualTo(JobRunState.STOPPING);
    }

    static Stream<JobRunState> endStates() {
        return Stream.of(JobRunState.values()).filter(JobRunState::isEnd);
    }

    @ParameterizedTest
    @MethodSource("endStates")
    void run_thatEnded_isAlreadyEndedWithItsState(JobRunState state) {
        String ended = run();
        functions.account().endJobRun("nightly", ended, state, "");

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(ended)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("alreadyEnded");
        assertThat(verdict.path("state").asText()).isEqualTo(state.name());
    }

    @ParameterizedTest
    @EnumSource
    void run_thatIsStopping_isStopping(Door door) {
        String stopped = run();
        stop(door, List.of(stopped));
        assertThat(functions.account().jobRun("nightly", stopped).state()).isEqualTo(JobRunState.STOPPING);

        Answer again = stop(door, List.of(stopped));

        assertThat(again.body()).isEqualTo(Json.parse("""
                {"results": [{"jobRunId": "%s", "outcome": "stopping"}]}""".formatted(stopped)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JobRunInvalidStateTransition", "JobRunInvalidStateTransitionException"})
    void run_rejectedBecauseItIsStopping_isStopping(String code) {
        String stopped = run();
        functions.glue().faults().next("BatchStopJobRun", refusing(code, stopped));

        assertThat(verdict(stop(Door.HTTP, List.of(stopped)), 0).path("outcome").asText())
                .isEqualTo("stopping");
    }

    @Test
    void run_thatEndsWhileItIsStopped_isAlreadyEnded() {
        String ending = run();
        functions.glue().faults().next("BatchStopJobRun", refusing("JobRunInvalidStateTransitionException", ending));
        functions.account().endJobRun("nightly", ending, JobRunState.STOPPED, "");

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(ending)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("alreadyEnded");
        assertThat(verdict.path("state").asText()).isEqualTo("STOPPED");
    }

    @ParameterizedTest
    @EnumSource
    void fiveHundredRuns_areStoppedInChunksOf25(Door door) {
        List<String> running = Stream.generate(this::run).limit(500).toList();

        Answer answer = stop(door, running);

        assertThat(answer.body().path("results"))
                .hasSize(500)
                .allSatisfy(
                        verdict -> assertThat(verdict.path("outcome").asText()).isEqualTo("stopping"))
                .extracting(verdict -> verdict.path("jobRunId").asText())
                .containsExactlyElementsOf(running);
        assertThat(functions.glue().requests("BatchStopJobRun"))
                .hasSize(20)
                .allSatisfy(
                        request -> assertThat(request.body().path("JobRunIds")).hasSize(25));
        assertThat(functions.glue().requests("GetJobRun")).isEmpty();
    }

    @Test
    void twentySixRuns_areTwoChunks() {
        stop(Door.DIRECT, ids(26));

        assertThat(functions.glue().requests("BatchStopJobRun"))
                .extracting(request -> request.body().path("JobRunIds").size())
                .containsExactly(25, 1);
    }

    @ParameterizedTest
    @EnumSource
    void ids_repeated_areRejected(Door door) {
        Answer answer = stop(door, List.of("jr_1", "jr_2", "jr_1"));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("jobRunIds[2]: repeats an earlier item");
        requests.wereNone();
    }

    static Stream<Arguments> badIds() {
        return Stream.of("[]", "null", "\"jr_1\"", "[1]", "[\"\"]", "[\"a\\nb\"]", "[null]", "{}", "[[\"jr_1\"]]")
                .flatMap(ids -> Stream.of(Door.values()).map(door -> Arguments.of(door, ids)));
    }

    @ParameterizedTest
    @MethodSource("badIds")
    void ids_ofInvalidShape_areRejected(Door door, String ids) {
        Map<String, Object> fields = GlueRequests.fields(
                "{\"connection\": \"keys\", \"name\": \"nightly\", \"jobRunIds\": %s}".formatted(ids));

        Answer answer = functions.call(Action.STOP_JOB_RUN, door, fields);

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("jobRunIds");
        requests.wereNone();
    }

    @Test
    void fiveHundredAndOneRuns_areRejected() {
        assertThat(stop(Door.DIRECT, ids(501)).detail()).startsWith("jobRunIds: expected a list of 1 to 500");
        requests.wereNone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InternalServiceException",
                "OperationTimeoutException",
                "ThrottlingException",
                "ConcurrentModificationException"
            })
    void retryableRejectionOfOneRun_isRetriedOnceForThatRunOnly(String code) {
        String fine = run();
        String shaky = run();
        functions.glue().faults().next("BatchStopJobRun", Fault.body("""
                {"SuccessfulSubmissions": [{"JobName": "nightly", "JobRunId": "%s"}],
                 "Errors": [{"JobName": "nightly", "JobRunId": "%s", "ErrorDetail": {"ErrorCode": "%s"}}]}""".formatted(fine, shaky, code)));
        // The canned response stopped nothing in fake-glue, so the second run can still be stopped.
        functions.account().endJobRun("nightly", fine, JobRunState.STOPPED, "");

        Answer answer = stop(Door.HTTP, List.of(fine, shaky));

        assertThat(functions.glue().requests("BatchStopJobRun"))
                .extracting(request -> request.body().path("JobRunIds").toString())
                .containsExactly("[\"%s\",\"%s\"]".formatted(fine, shaky), "[\"%s\"]".formatted(shaky));
        assertThat(verdict(answer, 0).path("outcome").asText()).isEqualTo("stopping");
        assertThat(verdict(answer, 1).path("outcome").asText()).isEqualTo("stopping");
    }

    static Stream<Arguments> wholeFailures() {
        return Stream.of(
                        Fault.accessDenied("BatchStopJobRun"),
                        Fault.throttled(),
                        Fault.failureBefore(500),
                        Fault.resetAfter())
                .flatMap(fault -> Stream.of(0, 25).map(earlier -> Arguments.of(fault, earlier)));
    }

    @ParameterizedTest
    @MethodSource("wholeFailures")
    void resendThatFailsAsAWhole_keepsTheVerdictsOfTheFirstResponse(Fault failure, int earlier) {
        List<String> running =
                new ArrayList<>(Stream.generate(this::run).limit(earlier + 2).toList());
        String fine = running.get(earlier);
        String shaky = running.get(earlier + 1);
        if (earlier > 0) {
            functions.glue().faults().next("BatchStopJobRun", Fault.delayAfter(Duration.ZERO));
        }
        functions.glue().faults().next("BatchStopJobRun", Fault.body("""
                {"SuccessfulSubmissions": [{"JobName": "nightly", "JobRunId": "%s"}],
                 "Errors": [{"JobName": "nightly", "JobRunId": "%s", "ErrorDetail": {"ErrorCode": "InternalServiceException"}}]}""".formatted(fine, shaky)));
        functions.glue().faults().always("BatchStopJobRun", failure);

        Answer answer = stop(Door.HTTP, running);

        assertThat(verdict(answer, earlier).path("outcome").asText()).isEqualTo("stopping");
        assertThat(verdict(answer, earlier + 1).path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict(answer, earlier + 1).path("code").asText()).isEqualTo("InternalServiceException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidInputException", "AccessDeniedException", "SomethingNewException"})
    void finalRejectionOfOneRun_isReportedWithoutRetry(String code) {
        String running = run();
        functions.glue().faults().next("BatchStopJobRun", refusing(code, running));

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(running)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict.path("code").asText()).isEqualTo(UpstreamCode.shown(code));
        assertThat(functions.glue().requests("BatchStopJobRun")).hasSize(1);
    }

    @Test
    void retryableRejectionTwice_isFailed() {
        String running = run();
        functions.glue().faults().always("BatchStopJobRun", refusing("InternalServiceException", running));

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(running)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict.path("code").asText()).isEqualTo("InternalServiceException");
        assertThat(functions.glue().requests("BatchStopJobRun")).hasSize(2);
    }

    @Test
    void runThatGlueDoesNotMention_isFailedUnlessItEnded() {
        String running = run();
        functions.glue().faults().always("BatchStopJobRun", Fault.emptyObject());

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(running)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict.path("code").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void wholeCallRejected_isAnError(Door door) {
        functions.glue().faults().always("BatchStopJobRun", Fault.accessDenied("BatchStopJobRun"));

        Answer answer = stop(door, ids(3));

        assertThat(answer.code()).isEqualTo("AccessDenied");
        assertThat(answer.detail()).contains("glue:BatchStopJobRun").contains("job nightly");
    }

    @ParameterizedTest
    @EnumSource
    void laterChunkRejected_keepsTheEarlierVerdicts(Door door) {
        List<String> running =
                new ArrayList<>(Stream.generate(this::run).limit(75).toList());
        functions.glue().faults().next("BatchStopJobRun", Fault.delayAfter(Duration.ZERO));
        functions.glue().faults().next("BatchStopJobRun", Fault.accessDenied("BatchStopJobRun"));

        JsonNode results = stop(door, running).body().path("results");

        assertThat(results)
                .extracting(verdict -> verdict.path("outcome").asText())
                .startsWith("stopping");
        for (int i = 0; i < 75; i++) {
            boolean second = i >= 25 && i < 50;
            assertThat(results.path(i).path("jobRunId").asText()).isEqualTo(running.get(i));
            assertThat(results.path(i).path("outcome").asText()).isEqualTo(second ? "failed" : "stopping");
            assertThat(results.path(i).path("code").asText()).isEqualTo(second ? "AccessDenied" : "");
        }
    }

    @Test
    void readOfRejectedRunDenied_isFailedWithGluesCode() {
        String ended = run();
        functions.account().endJobRun("nightly", ended, JobRunState.FAILED, "");
        functions.glue().faults().always("GetJobRun", Fault.accessDenied("GetJobRun"));

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(ended)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict.path("code").asText()).isEqualTo("JobRunInvalidStateTransitionException");
    }

    @Test
    void readOfRejectedRunWithoutARun_isFailedWithGluesCode() {
        String running = run();
        functions.glue().faults().always("BatchStopJobRun", refusing("InternalServiceException", running));
        functions.glue().faults().always("GetJobRun", Fault.emptyObject());

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(running)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict.path("code").asText()).isEqualTo("InternalServiceException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"JobRunState\": \"PONDERING\""})
    void readOfRejectedRunInAnUnknownState_isFailedWithGluesCode(String state) {
        String running = run();
        functions.glue().faults().always("BatchStopJobRun", refusing("JobRunInvalidStateTransitionException", running));
        functions.glue().faults().always("GetJobRun", Fault.body("""
                {"JobRun": {"Id": "%s"%s}}""".formatted(running, state)));

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(running)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict.path("code").asText()).isEqualTo("JobRunInvalidStateTransitionException");
    }

    @Test
    void readOfRejectedRunThatIsGone_isNotFound() {
        functions.glue().faults().always("BatchStopJobRun", refusing("InternalServiceException", "jr_gone"));

        JsonNode verdict = verdict(stop(Door.HTTP, List.of("jr_gone")), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("notFound");
    }

    @Test
    void malformedCode_isNotRepeated() {
        String running = run();
        functions.glue().faults().always("BatchStopJobRun", refusing("see <http://evil> for more", running));

        JsonNode verdict = verdict(stop(Door.HTTP, List.of(running)), 0);

        assertThat(verdict.path("outcome").asText()).isEqualTo("failed");
        assertThat(verdict.path("code").asText()).matches("[A-Za-z0-9._]+");
    }

    @Test
    void stop_isSignedOncePerChunkByTheSameKey() {
        stop(Door.DIRECT, ids(60));

        assertThat(functions.glue().requests("BatchStopJobRun"))
                .extracting(ReceivedRequest::accessKeyId)
                .hasSize(3)
                .containsOnly("AKIAKEYSOFTHETEAM001");
    }
}
