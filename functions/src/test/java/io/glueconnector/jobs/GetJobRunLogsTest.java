package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.EveryWay;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks which lines of a run's log the caller sees, and where they are found for every kind of job. */
class GetJobRunLogsTest {
    private static final String JOB = "nightly";
    private static final String OUTPUT = "/aws-glue/python-jobs/output";

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    private String run(JobDefinition job, Map<String, String> arguments) {
        functions.account().createJob(job);
        String run = functions.account().startJobRun(JOB, arguments);
        functions.glue().clock().advance(Duration.ofSeconds(2));
        return run;
    }

    /** Starts a run whose log has only the given number of lines, {@code line 0} and so on. */
    private String runWithLines(int lines) {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        String run = functions.account().startJobRun(JOB, Map.of("--demo-seconds", "1000"));
        write(run, 0, lines);
        return run;
    }

    private void write(String run, int from, int to) {
        IntStream.range(from, to).forEach(number -> functions.account().log(OUTPUT, run, "line " + number + "\n"));
    }

    private void end(String run) {
        functions.account().endJobRun(JOB, run, JobRunState.STOPPED, "");
        functions.glue().clock().advance(Duration.ofMinutes(2));
    }

    private Answer logs(Door door, String run, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys", "name", JOB, "jobRunId", run));
        fields.putAll(more);
        return functions.call(Action.GET_JOB_RUN_LOGS, door, fields);
    }

    private Answer logs(String run, Map<String, Object> more) {
        return logs(Door.DIRECT, run, more);
    }

    private static List<String> texts(Answer answer) {
        List<String> texts = new ArrayList<>();
        answer.body().path("lines").forEach(line -> texts.add(line.path("text").asText()));
        return texts;
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "line " + number).toList();
    }

    private static String marker(Answer answer, String member) {
        return answer.text(member).orElseThrow();
    }

    @EveryWay
    void tail_everyWay_returnsTheLastLinesAndSignsAsTheConnection(Door door, Connections connection) {
        String run = runWithLines(3);

        Answer answer = logs(door, run, Map.of("connection", connection.connection(), "tail", 2));

        assertThat(texts(answer)).containsExactly("line 1", "line 2");
        assertThat(answer.body().path("logGroup").asText()).isEqualTo(OUTPUT);
        assertThat(answer.body().path("logStream").asText()).isEqualTo(run);
        assertThat(answer.body().path("jobRunId").asText()).isEqualTo(run);
        assertThat(answer.body().path("jobRunState").asText()).isEqualTo("STARTING");
        assertThat(answer.body().path("stream").asText()).isEqualTo("output");
        assertThat(answer.body().at("/lines/0/time").asText())
                .isEqualTo(functions.glue().clock().instant().toString());
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @Test
    void tail_absent_isAHundred() {
        assertThat(texts(logs(runWithLines(101), Map.of()))).isEqualTo(lines(1, 101));
    }

    @ParameterizedTest
    @EnumSource
    void olderMarker_followed_returnsEachLineOnce(Door door) {
        String run = runWithLines(7);
        Answer answer = logs(door, run, Map.of("tail", 3));
        List<String> seen = new ArrayList<>(texts(answer));

        while (answer.body().has("olderMarker")) {
            answer = logs(door, run, Map.of("tail", 3, "marker", marker(answer, "olderMarker")));
            seen.addAll(0, texts(answer));
            assertThat(answer.body().has("marker")).isFalse();
        }

        assertThat(seen).isEqualTo(lines(0, 7));
    }

    @ParameterizedTest
    @EnumSource
    void marker_followed_returnsWhatTheRunWritesUntilItsEnd(Door door) {
        String run = runWithLines(3);
        Answer answer = logs(door, run, Map.of());
        write(run, 3, 6);

        answer = logs(door, run, Map.of("tail", 2, "marker", marker(answer, "marker")));
        assertThat(texts(answer)).isEqualTo(lines(3, 5));
        answer = logs(door, run, Map.of("tail", 2, "marker", marker(answer, "marker")));
        assertThat(texts(answer)).isEqualTo(lines(5, 6));
        answer = logs(door, run, Map.of("marker", marker(answer, "marker")));
        assertThat(texts(answer)).isEmpty();
        assertThat(answer.body().has("olderMarker")).isFalse();
        String last = marker(answer, "marker");
        end(run);

        answer = logs(door, run, Map.of("marker", last));
        assertThat(texts(answer)).isEmpty();
        assertThat(answer.body().has("marker")).isFalse();
    }

    @Test
    void marker_ofARunThatJustEnded_isStillReturned() {
        String run = runWithLines(1);
        functions.account().endJobRun(JOB, run, JobRunState.STOPPED, "");
        functions.glue().clock().advance(Duration.ofSeconds(50));

        assertThat(logs(run, Map.of()).body().has("marker")).isTrue();
    }

    @Test
    void run_withoutALine_isEmptyAndContinuesAtItsFirstLine() {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        String run = functions.account().startJobRun(JOB, Map.of("--demo-seconds", "1000"));

        Answer answer = logs(run, Map.of());

        assertThat(answer.body().path("lines")).isEmpty();
        assertThat(answer.body().has("logStream")).isFalse();
        assertThat(answer.body().has("olderMarker")).isFalse();
        write(run, 0, 2);
        assertThat(texts(logs(run, Map.of("marker", marker(answer, "marker"))))).isEqualTo(lines(0, 2));
    }

    @ParameterizedTest
    @EnumSource
    void endedRun_withoutItsLogGroup_isNotFoundAndNamesTheGroup(Door door) {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        String run = functions.account().startJobRun(JOB, Map.of());
        end(run);

        Answer answer = logs(door, run, Map.of());

        assertThat(answer.code()).isEqualTo("NotFound");
        assertThat(answer.detail()).contains("CloudWatch Logs has no log group " + OUTPUT);
    }

    @Test
    void endedRun_withoutALineInAnExistingGroup_isEmptyWithoutMarkers() {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        functions.account().log(OUTPUT, "jr_other", "not ours");
        String run = functions.account().startJobRun(JOB, Map.of());
        end(run);

        assertThat(logs(run, Map.of()).body()).isEqualTo(Json.parse("""
                {"jobRunId": "%s", "jobRunState": "STOPPED", "stream": "output", "logGroup": "%s", "lines": []}""".formatted(run, OUTPUT)));
    }

    @ParameterizedTest
    @CsvSource({"GetLogEvents, may not call logs:GetLogEvents", "FilterLogEvents, may not call logs:FilterLogEvents"})
    void permission_missing_isNamed(String operation, String detail) {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        functions.account().log(OUTPUT, "jr_other", "not ours");
        String run = functions.account().startJobRun(JOB, Map.of());
        functions.glue().faults().always(operation, Fault.errorBefore(400, "AccessDeniedException", "upstream text"));

        Answer answer = logs(run, Map.of());

        assertThat(answer.code()).isEqualTo("AccessDenied");
        assertThat(answer.detail()).contains("Connection keys " + detail, "on log group " + OUTPUT);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException, Throttled",
        "400, InvalidParameterException, InvalidRequest",
        "400, SomethingNewException, GlueFailure",
        "500, InternalFailure, GlueFailure",
        "503, ServiceUnavailableException, GlueFailure",
        "400, UnrecognizedClientException, AccessDenied",
        "400, ExpiredTokenException, AccessDenied",
        "403, SignatureDoesNotMatch, AccessDenied"
    })
    void failure_ofCloudWatch_isTranslated(int status, String code, String expected) {
        String run = runWithLines(1);
        functions.glue().faults().always("GetLogEvents", Fault.errorBefore(status, code, "upstream text"));

        Answer answer = logs(run, Map.of());

        assertThat(answer.code()).isEqualTo(expected);
        assertThat(answer.text()).doesNotContain("upstream text");
    }

    @Test
    void response_lost_isAFailureOfCloudWatch() {
        String run = runWithLines(1);
        functions.glue().faults().always("GetLogEvents", Fault.closeAfter());

        Answer answer = logs(run, Map.of());

        assertThat(answer.code()).isEqualTo("GlueFailure");
        assertThat(answer.detail()).startsWith("CloudWatch Logs cannot be reached, or its response");
    }

    /** CloudWatch may return fewer lines than it has, or none. Only a repeated token is the end. */
    @Test
    void pages_emptyOrShort_areFollowed() {
        String run = runWithLines(0);
        functions.glue().faults().next("GetLogEvents", Fault.body(page("b/9", "f/9")));
        functions.glue().faults().next("GetLogEvents", Fault.body(page("b/9", "f/9")));
        functions.glue().faults().next("GetLogEvents", Fault.body(page("b/8", "f/9", "c")));
        functions.glue().faults().next("GetLogEvents", Fault.body(page("b/7", "f/8", "a", "b")));
        functions.glue().faults().next("GetLogEvents", Fault.body(page("b/7", "f/7")));

        Answer answer = logs(run, Map.of());

        assertThat(texts(answer)).containsExactly("a", "b", "c");
        assertThat(answer.body().has("olderMarker")).isFalse();
    }

    private static String page(String backward, String forward, String... messages) {
        List<String> events = List.of(messages).stream()
                .map("{\"timestamp\": 1, \"message\": \"%s\"}"::formatted)
                .toList();
        return "{\"events\": [%s], \"nextBackwardToken\": \"%s\", \"nextForwardToken\": \"%s\"}"
                .formatted(String.join(", ", events), backward, forward);
    }

    @Test
    void lines_moreThanFit_areTheLastAndTheOthersFollow() {
        String run = runWithLines(0);
        IntStream.range(0, 9).forEach(number -> functions.account().log(OUTPUT, run, number + "é".repeat(15_000)));

        Answer last = logs(run, Map.of());
        Answer older = logs(run, Map.of("marker", marker(last, "olderMarker")));

        assertThat(last.text().getBytes(StandardCharsets.UTF_8).length).isBetween(150 * 1024, 200 * 1024);
        assertThat(texts(last)).hasSize(6).first().asString().startsWith("3");
        assertThat(texts(older)).hasSize(3).first().asString().startsWith("0");
    }

    @Test
    void line_longerThanAResponse_isCut() {
        String run = runWithLines(0);
        functions.account().log(OUTPUT, run, "first");
        functions.account().log(OUTPUT, run, "\u0001".repeat(250_000));

        Answer answer = logs(run, Map.of());

        assertThat(answer.text().length()).isLessThan(200 * 1024);
        assertThat(answer.body()
                        .path("lines")
                        .get(answer.body().path("lines").size() - 1)
                        .path("truncated")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void secrets_ofArgumentsAndInForms_areMasked(Door door) {
        String secret = Connections.secret("argument/of a run");
        String ofTheJob = Connections.secret("argument/of a job");
        functions.canaries().watch(secret);
        functions.canaries().watch(ofTheJob);
        String run = run(
                JobDefinition.spark(JOB).withDefaultArgument("--api-token", ofTheJob), Map.of("--password", secret));
        functions.account().log("/aws-glue/jobs/error", run + "-driver", "password=" + secret + " and " + ofTheJob);

        Answer answer = logs(door, run, Map.of("stream", "error"));

        assertThat(texts(answer)).hasSize(2).allSatisfy(line -> assertThat(line).contains("***"));
    }

    static List<JobDefinition> kinds() {
        JobDefinition spark = JobDefinition.spark(JOB);
        return List.of(
                spark,
                spark.with("GlueVersion", "4.0"),
                spark.with("SecurityConfiguration", "sealed"),
                spark.withDefaultArgument("--custom-logGroup-prefix", "/team/sales"),
                spark.withDefaultArgument("--custom-logStream-prefix", "sales"),
                spark.withDefaultArgument("--custom-logGroup-prefix", "/team/sales")
                        .with("SecurityConfiguration", "sealed"),
                JobDefinition.pythonShell(JOB, "load.py"),
                JobDefinition.ray(JOB),
                JobDefinition.streaming(JOB));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void log_ofEveryKindOfJob_isFound(JobDefinition job) {
        String run = run(job, Map.of());

        for (String stream : List.of("output", "error")) {
            Answer answer = logs(run, Map.of("stream", stream));

            assertThat(texts(answer)).as("%s: %s", stream, answer.text()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--enable-continuous-cloudwatch-log, true, /aws-glue/jobs/logs-v2",
        "--continuous-log-logGroup, /team/sales, /team/sales",
        "--continuous-log-logStreamPrefix, sales, /aws-glue/jobs/logs-v2"
    })
    void continuousLog_ofGlue4_isFound(String argument, String value, String group) {
        JobDefinition job = JobDefinition.spark(JOB)
                .with("GlueVersion", "4.0")
                .withMaxConcurrentRuns(2)
                .withDefaultArgument("--enable-continuous-cloudwatch-log", "true")
                .withDefaultArgument(argument, value);
        String run = run(job, Map.of());
        String sealed = functions.account().startJobRun(JOB, Map.of());

        Answer answer = logs(run, Map.of("stream", "continuous"));

        assertThat(texts(answer)).hasSize(2);
        assertThat(answer.body().path("logGroup").asText()).isEqualTo(group);
        assertThat(answer.body().path("logStream").asText()).contains(run).doesNotContain(sealed);
    }

    @Test
    void continuousLog_withASecurityConfiguration_hasItsNameInTheGroup() {
        JobDefinition job = JobDefinition.spark(JOB)
                .with("GlueVersion", "3.0")
                .with("SecurityConfiguration", "sealed")
                .withDefaultArgument("--enable-continuous-cloudwatch-log", "true");

        Answer answer = logs(run(job, Map.of()), Map.of("stream", "continuous"));

        assertThat(answer.body().path("logGroup").asText()).isEqualTo("/aws-glue/jobs/logs-v2-sealed");
        assertThat(texts(answer)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void continuousLog_notEnabled_isRefused(Door door) {
        Answer answer = logs(door, run(JobDefinition.spark(JOB), Map.of()), Map.of("stream", "continuous"));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("stream: the run has no continuous log");
    }

    /** Runs of one job share a stream with a custom name. */
    @Test
    void sharedStream_showsOnlyWhatTheRunWrote() {
        JobDefinition job = JobDefinition.spark(JOB).withDefaultArgument("--custom-logStream-prefix", "sales");
        functions.account().log("/aws-glue/jobs/output", "sales-driver", "of an earlier run");
        functions.glue().clock().advance(Duration.ofMinutes(1));

        assertThat(texts(logs(run(job, Map.of()), Map.of()))).isNotEmpty().doesNotContain("of an earlier run");
    }

    @Test
    void definition_notReadable_leavesTheRunsOwnArguments() {
        String run = runWithLines(1);
        functions.glue().faults().always("GetJob", Fault.accessDenied("GetJob"));

        assertThat(texts(logs(run, Map.of()))).containsExactly("line 0");
    }

    @Test
    void marker_ofAnotherRunOrStream_isRefused() {
        String run = runWithLines(3);
        String marker = marker(logs(run, Map.of("tail", 1)), "olderMarker");

        for (Map<String, Object> other : List.<Map<String, Object>>of(
                Map.of("stream", "error"),
                Map.of("jobRunId", "jr_other"),
                Map.of("name", "other"),
                Map.of("region", "us-east-1"),
                Map.of("connection", "temporary"))) {
            Map<String, Object> fields = new HashMap<>(other);
            fields.put("marker", marker);
            Answer answer = logs(run, fields);

            assertThat(answer.code()).isEqualTo("InvalidRequest");
            assertThat(answer.detail()).startsWith("marker: expected a marker");
        }
    }

    @Test
    void line_ofAnEvent_hasNoTrailingLineBreak() {
        JsonNode line = logs(runWithLines(1), Map.of()).body().at("/lines/0");

        assertThat(line.properties()).extracting(Map.Entry::getKey).containsExactly("time", "text");
        assertThat(line.path("text").asText()).isEqualTo("line 0");
    }
}
