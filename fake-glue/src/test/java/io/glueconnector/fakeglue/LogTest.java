package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks what runs write to their logs, where, and how CloudWatch Logs returns it. */
class LogTest extends JobRunTestCase {
    private static final String OUTPUT = "/aws-glue/jobs/output";
    private static final String ERROR = "/aws-glue/jobs/error";

    private JsonNode call(String region, String operation, String body) {
        String authorization = ProtocolTest.AUTHORIZATION.replace("eu-west-1/glue", region + "/logs");
        HttpRequest request = HttpRequest.newBuilder(glue.endpoint())
                .header("X-Amz-Target", "Logs_20140328." + operation)
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return Json.parse(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode get(String group, String stream, String more) {
        String body = "{\"logGroupName\": \"%s\", \"logStreamName\": \"%s\"%s}".formatted(group, stream, more);
        return call("eu-west-1", "GetLogEvents", body);
    }

    private JsonNode filter(String more) {
        return call("eu-west-1", "FilterLogEvents", "{\"logGroupName\": \"%s\"%s}".formatted(OUTPUT, more));
    }

    private static List<String> messages(JsonNode answer) {
        return StreamSupport.stream(answer.path("events").spliterator(), false)
                .map(event -> event.path("message").asText())
                .toList();
    }

    private void write(String stream, int lines) {
        IntStream.range(0, lines).forEach(number -> account.log(OUTPUT, stream, stream + number));
    }

    @Test
    void simulatedRun_asTimePasses_writesItsLaunchAndItsFailure() {
        account.createJob(JobDefinition.spark("nightly").with("GlueVersion", "4.0"));
        String run = start(
                "nightly", Map.of("--demo-seconds", "60", "--demo-outcome", "FAILED", "--demo-message", "no disk"));
        assertThat(get(ERROR, run, "").path("__type").asText()).isEqualTo("ResourceNotFoundException");

        advance(2);
        assertThat(messages(get(OUTPUT, run, ""))).containsExactly("Reading the input of nightly");
        assertThat(messages(get(ERROR, run, ""))).singleElement().asString().startsWith("Launching nightly --");
        advance(60);

        assertThat(messages(get(ERROR, run, "")).reversed())
                .startsWith("no disk", "Traceback (most recent call last):");
        assertThat(get(ERROR, run, "").at("/events/2/timestamp").asLong())
                .isEqualTo(glue.clock().instant().toEpochMilli());
    }

    static List<Arguments> places() {
        JobDefinition spark = JobDefinition.spark("nightly");
        JobDefinition glue4 = spark.with("GlueVersion", "4.0");
        JobDefinition continuous = glue4.withDefaultArgument("--enable-continuous-cloudwatch-log", "true");
        return List.of(
                Arguments.of(spark, OUTPUT, "%s-driver"),
                Arguments.of(glue4, OUTPUT, "%s"),
                Arguments.of(
                        spark.withDefaultArgument("--custom-logGroup-prefix", "/team"), "/team/output", "%s-driver"),
                Arguments.of(spark.withDefaultArgument("--custom-logStream-prefix", "mine"), OUTPUT, "mine-driver"),
                Arguments.of(
                        spark.with("SecurityConfiguration", "seal"),
                        "/aws-glue/jobs/seal-role/glue/output",
                        "%s-driver"),
                Arguments.of(continuous, "/aws-glue/jobs/logs-v2", "%s-driver"),
                Arguments.of(
                        continuous.with("SecurityConfiguration", "seal"), "/aws-glue/jobs/logs-v2-seal", "%s-driver"),
                Arguments.of(
                        continuous.withDefaultArgument("--continuous-log-logStreamPrefix", "mine"),
                        "/aws-glue/jobs/logs-v2",
                        "mine-%s-driver"),
                Arguments.of(JobDefinition.streaming("nightly"), OUTPUT, "%s-driver"),
                Arguments.of(JobDefinition.ray("nightly"), "/aws-glue/ray/jobs/script-log", "%s"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void run_ofEveryKind_writesWhereGlueDoes(JobDefinition job, String group, String stream) {
        account.createJob(job);
        String run = start("nightly", Map.of("--demo-seconds", "60"));

        advance(2);

        assertThat(messages(get(group, stream.formatted(run), ""))).contains("Reading the input of nightly");
    }

    @Test
    void getLogEvents_tokens_leadToEachEventOnceInBothDirections() {
        write("a", 5);

        JsonNode tail = get(OUTPUT, "a", ", \"limit\": 2");
        assertThat(messages(tail)).containsExactly("a3", "a4");
        JsonNode older = get(OUTPUT, "a", ", \"limit\": 9, \"nextToken\": " + tail.path("nextBackwardToken"));
        assertThat(messages(older)).containsExactly("a0", "a1", "a2");

        JsonNode head = get(OUTPUT, "a", ", \"limit\": 4, \"startFromHead\": true");
        assertThat(messages(head)).containsExactly("a0", "a1", "a2", "a3");
        String following = ", \"startFromHead\": true, \"nextToken\": ";
        JsonNode last = get(OUTPUT, "a", following + head.path("nextForwardToken"));
        assertThat(messages(last)).containsExactly("a4");
        // The same token again is the end of the stream.
        assertThat(get(OUTPUT, "a", following + last.path("nextForwardToken")).path("nextForwardToken"))
                .isEqualTo(last.path("nextForwardToken"));
    }

    @Test
    void filterLogEvents_prefix_returnsTheEventsOfThoseStreamsByPages() {
        write("run-1", 2);
        write("run-2", 1);
        write("other", 1);

        JsonNode page = filter(", \"logStreamNamePrefix\": \"run\", \"limit\": 2");
        assertThat(messages(page)).containsExactly("run-10", "run-11");
        page = filter(", \"logStreamNamePrefix\": \"run\", \"nextToken\": " + page.path("nextToken"));
        assertThat(messages(page)).containsExactly("run-20");
        assertThat(page.at("/events/0/logStreamName").asText()).isEqualTo("run-2");
        assertThat(page.has("nextToken")).isFalse();
    }

    @Test
    void time_bounds_excludeEventsBeforeTheStartAndFromTheEndOn() {
        long first = glue.clock().instant().toEpochMilli();
        write("a", 1);
        advance(1);
        account.log(OUTPUT, "a", "later");

        assertThat(messages(get(OUTPUT, "a", ", \"startTime\": " + (first + 1))))
                .containsExactly("later");
        assertThat(messages(get(OUTPUT, "a", ", \"endTime\": " + (first + 1)))).containsExactly("a0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GetLogEvents|\"logStreamName\": \"b\"|ResourceNotFoundException",
                "GetLogEvents|\"logStreamName\": \"a\", \"nextToken\": \"f/1\"|InvalidParameterException",
                "GetLogEvents|\"logStreamName\": \"a\", \"startFromHead\": true, \"nextToken\": \"b/1\"|InvalidParameterException",
                "GetLogEvents|\"logStreamName\": \"a\", \"nextToken\": \"x\"|InvalidParameterException",
                "FilterLogEvents|\"logStreamNames\": [\"a\"], \"logStreamNamePrefix\": \"a\"|InvalidParameterException"
            })
    void call_invalid_isRejectedAsByAws(String operation, String more, String code) {
        write("a", 1);

        JsonNode answer = call("eu-west-1", operation, "{\"logGroupName\": \"%s\", %s}".formatted(OUTPUT, more));

        assertThat(answer.path("__type").asText()).endsWith(code);
    }

    @Test
    void logs_ofAnotherRegion_areNotShown() {
        write("a", 1);

        String body = "{\"logGroupName\": \"%s\", \"logStreamName\": \"a\"}".formatted(OUTPUT);
        JsonNode answer = call("us-east-1", "GetLogEvents", body);

        assertThat(answer.path("__type").asText()).isEqualTo("ResourceNotFoundException");
    }
}
