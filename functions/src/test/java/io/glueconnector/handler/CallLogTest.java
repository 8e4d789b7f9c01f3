package io.glueconnector.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.Internal;
import io.glueconnector.error.NotFound;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.error.Unavailable;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.testing.DrivenClock;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Checks the bytes that CloudWatch receives. */
class CallLogTest {
    private static final Instant STARTED = Instant.parse("2026-03-01T10:20:30Z");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DrivenClock clock = new DrivenClock(STARTED);
    private final CallLog log = log(Optional.empty());

    @Test
    void succeeded_ordinaryCall_isOneLineWithoutMetrics() throws MalformedJson {
        clock.advance(Duration.ofMillis(1234));
        log.succeeded(entry(0, 0, 0));

        assertThat(line())
                .isEqualTo(Map.of(
                        "timestamp", "2026-03-01T10:20:31.234Z",
                        "level", "INFO",
                        "Stack", "my-stack",
                        "action", "StartJobRun",
                        "requestId", "request-1",
                        "connection", "team-a",
                        "outcome", "ok",
                        "durationMillis", 1234L));
    }

    @Test
    void succeeded_replayAndDuplicate_areCounted() throws MalformedJson {
        log.succeeded(entry(1, 1, 0));

        assertMetrics("StartsReplayed", "DuplicatesSuspected");
        assertThat(line()).containsEntry("StartsReplayed", 1L).containsEntry("DuplicatesSuspected", 1L);
    }

    @Test
    void succeeded_unrecordedStart_isACountedFault() throws MalformedJson {
        log.succeeded(entry(0, 0, 1));

        assertMetrics("Faults");
        assertThat(line())
                .containsEntry("outcome", "ok")
                .containsEntry("level", "ERROR")
                .containsEntry("Faults", 1L)
                .containsEntry("diagnosis", "the start succeeded but could not be recorded in the starts table");
    }

    @Test
    void failed_callersError_isAWarningWithoutMetrics() throws MalformedJson {
        log.failed(entry(0, 0, 0), new NotFound("Check the name.").diagnosedAs("Glue: X"));

        assertThat(line())
                .containsEntry("level", "WARN")
                .containsEntry("outcome", "NotFound")
                .containsEntry("detail", "Check the name.")
                .containsEntry("diagnosis", "Glue: X")
                .doesNotContainKeys("_aws", "Faults");
    }

    @Test
    void failed_ownFault_isACountedError() throws MalformedJson {
        for (ConnectorException fault : List.of(new Internal("x"), new Unavailable("x", Duration.ofSeconds(5)))) {
            bytes.reset();
            log.failed(entry(0, 0, 0), fault);
            assertThat(line()).containsEntry("level", "ERROR").containsEntry("Faults", 1L);
            assertMetrics("Faults");
        }
    }

    @Test
    void failed_unknownOutcome_isACountedError() throws MalformedJson {
        log.failed(entry(0, 0, 0), new OutcomeUnknown("x", Duration.ofSeconds(60)));

        assertThat(line()).containsEntry("level", "ERROR").containsEntry("OutcomesUnknown", 1L);
        assertMetrics("OutcomesUnknown");
    }

    @Test
    void failed_textWithLineBreaks_staysOneLine() throws MalformedJson {
        log.failed(entry(0, 0, 0), new NotFound("a\r\n{\"level\": \"FAKE\"}\n\u0000 🚀"));

        assertThat(line())
                .containsEntry("detail", "a\r\n{\"level\": \"FAKE\"}\n\u0000 🚀")
                .containsEntry("level", "WARN");
    }

    @Test
    void write_eachCall_isFlushedAsItsOwnLine() {
        log.succeeded(entry(0, 0, 0));
        int first = bytes.size();
        log.succeeded(entry(0, 0, 0));

        assertThat(first).isPositive();
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    }

    @Test
    void firstCall_ofAProcess_addsOneLineAboutItsColdStart() throws MalformedJson {
        Properties jvm = new Properties();
        jvm.put("java.vm.version", "25.0.3+9-LTS");
        CallLog first = log(Optional.of(new ColdStart(
                "1.2.3", "provisioned-concurrency", ColdStartTest.clients("UrlConnection"), jvm, new File("nowhere"))));

        first.failed(entry(0, 0, 0), new NotFound("No such job."));
        first.succeeded(entry(0, 0, 0));

        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(Json.parseObject(lines.get(1)))
                .isEqualTo(Map.ofEntries(
                        Map.entry("timestamp", "2026-03-01T10:20:30Z"),
                        Map.entry("level", "INFO"),
                        Map.entry("Stack", "my-stack"),
                        Map.entry("action", "StartJobRun"),
                        Map.entry("requestId", "request-1"),
                        Map.entry("message", "cold start"),
                        Map.entry("version", "1.2.3"),
                        Map.entry("initialization", "provisioned-concurrency"),
                        Map.entry("jvm", "25.0.3+9-LTS"),
                        Map.entry("bootPath", false),
                        Map.entry("classCache", "none"),
                        Map.entry("httpClient", "jdk")));
        assertThat(lines.get(0)).contains("\"outcome\":\"NotFound\"");
        assertThat(lines.get(2)).contains("\"outcome\":\"ok\"");
    }

    private CallLog log(Optional<ColdStart> coldStart) {
        return new CallLog(
                "my-stack", new PrintStream(bytes, false, StandardCharsets.UTF_8), clock, coldStart.orElse(null));
    }

    /** Checks that the line is valid in the embedded metric format, with the metrics and the dimension as top-level members. */
    private void assertMetrics(String... names) throws MalformedJson {
        Map<String, Object> line = line();
        List<Map<String, String>> metrics = List.of(names).stream()
                .map(name -> Map.of("Name", name, "Unit", "Count"))
                .toList();
        assertThat(line)
                .containsEntry(
                        "_aws",
                        Map.of(
                                "Timestamp",
                                clock.instant().toEpochMilli(),
                                "CloudWatchMetrics",
                                List.of(Map.of(
                                        "Namespace",
                                        "GlueConnector",
                                        "Dimensions",
                                        List.of(List.of("Stack")),
                                        "Metrics",
                                        metrics))));
        assertThat(line.get("Stack")).isInstanceOf(String.class);
        assertThat(List.of(names)).allSatisfy(name -> assertThat(line.get(name)).isInstanceOf(Long.class));
    }

    private Map<String, Object> line() throws MalformedJson {
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("}\n");
        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
        return Json.parseObject(text);
    }

    private static CallLog.Entry entry(int replays, int duplicates, int unrecorded) {
        return new CallLog.Entry("request-1", "StartJobRun", "team-a", STARTED, replays, duplicates, unrecorded);
    }
}
