package io.glueconnector.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.EveryWay;
import io.glueconnector.contract.Functions;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks which lines of a run's log the caller sees. */
class GetJobRunLogsTest extends GetJobRunLogsTestCase {
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

    @Test
    void endedRun_withoutALineInAnExistingGroup_isEmptyWithoutMarkers() {
        functions.account().createJob(JobDefinition.pythonShell(JOB, "load.py"));
        functions.account().log(OUTPUT, "jr_other", "not ours");
        String run = functions.account().startJobRun(JOB, Map.of());
        end(run);

        assertThat(logs(run, Map.of()).body()).isEqualTo(Json.parse("""
                {"jobRunId": "%s", "jobRunState": "STOPPED", "stream": "output", "logGroup": "%s", "lines": []}""".formatted(run, OUTPUT)));
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
