package io.glueconnector.handler;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.Internal;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.error.Unavailable;
import io.glueconnector.json.Json;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes one JSON line per call to standard output, which is both log entry and metrics. The first call of a process adds a
 * line about its cold start.
 *
 * <p>The line deliberately bypasses Lambda's logger, which would wrap it in a message that CloudWatch cannot read metrics from.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Embedded
 *     metric format</a>
 */
final class CallLog {
    private static final String NAMESPACE = "GlueConnector";

    private final String stack;
    private final PrintStream output;
    private final Clock clock;
    private final Optional<ColdStart> coldStart;

    /**
     * Creates a log.
     *
     * @param coldStart how the process started, or null to log no cold start
     */
    CallLog(String stack, PrintStream output, Clock clock, ColdStart coldStart) {
        this.stack = stack;
        this.output = output;
        this.clock = clock;
        this.coldStart = Optional.ofNullable(coldStart);
    }

    Instant now() {
        return clock.instant();
    }

    /** Logs a successful call. A start that could not be recorded still counts as a fault. */
    void succeeded(Entry entry) {
        if (entry.unrecorded() == 0) {
            write(entry, "INFO", Map.of("outcome", "ok"), 0, 0);
            return;
        }
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("outcome", "ok");
        outcome.put("diagnosis", "the start succeeded but could not be recorded in the starts table");
        write(entry, "ERROR", outcome, entry.unrecorded(), 0);
    }

    /** Logs a failed call. No other place logs failures. */
    void failed(Entry entry, ConnectorException failure) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("outcome", failure.code());
        outcome.put("detail", failure.detail());
        outcome.put("diagnosis", failure.diagnosis());
        boolean fault = failure instanceof Internal || failure instanceof Unavailable;
        boolean unknown = failure instanceof OutcomeUnknown;
        write(entry, fault || unknown ? "ERROR" : "WARN", outcome, fault ? 1 : 0, unknown ? 1 : 0);
    }

    private void write(Entry entry, String level, Map<String, Object> outcome, int faults, int unknown) {
        Instant now = now();
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("Faults", faults);
        counts.put("OutcomesUnknown", unknown);
        counts.put("StartsReplayed", entry.replays());
        counts.put("DuplicatesSuspected", entry.duplicates());
        counts.values().removeIf(count -> count == 0);
        Map<String, Object> line = new LinkedHashMap<>();
        if (!counts.isEmpty()) {
            line.put("_aws", metrics(now, counts.keySet()));
        }
        line.put("timestamp", now);
        line.put("level", level);
        line.put("Stack", stack);
        line.put("action", entry.action());
        line.put("requestId", entry.requestId());
        line.put("connection", entry.connection());
        line.putAll(outcome);
        line.put("durationMillis", now.toEpochMilli() - entry.started().toEpochMilli());
        line.putAll(counts);
        output.println(Json.write(line));
        coldStart.flatMap(ColdStart::tellOnce).ifPresent(facts -> write(entry, facts, now));
        output.flush();
    }

    private void write(Entry entry, Map<String, Object> coldStart, Instant now) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("timestamp", now);
        line.put("level", "INFO");
        line.put("Stack", stack);
        line.put("action", entry.action());
        line.put("requestId", entry.requestId());
        line.put("message", "cold start");
        line.putAll(coldStart);
        output.println(Json.write(line));
    }

    // Emits only nonzero counts: each metric costs money, and Lambda already counts and times all calls.
    private static Map<String, Object> metrics(Instant now, Set<String> names) {
        List<Map<String, String>> metrics = names.stream()
                .map(name -> Map.of("Name", name, "Unit", "Count"))
                .toList();
        return Map.of(
                "Timestamp",
                now.toEpochMilli(),
                "CloudWatchMetrics",
                List.of(Map.of("Namespace", NAMESPACE, "Dimensions", List.of(List.of("Stack")), "Metrics", metrics)));
    }

    /**
     * The details of a call that are known before its outcome.
     *
     * @param requestId Lambda's id of the invocation
     * @param action the action, by its handler's name
     * @param connection the connection's name, or empty before it is read
     * @param started when the call started
     * @param replays 1 if an earlier call made the requested start
     * @param duplicates 1 if Glue shows more than one run of one start
     * @param unrecorded 1 if the outcome of a start could not be recorded
     */
    record Entry(
            String requestId,
            String action,
            String connection,
            Instant started,
            int replays,
            int duplicates,
            int unrecorded) {}
}
