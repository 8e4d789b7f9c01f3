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

/**
 * Writes one JSON line per call to standard output: log entry and metrics in one.
 *
 * <p>The line goes past Lambda's logger on purpose, since that would wrap it in a message and CloudWatch would find no
 * metrics in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Embedded
 *     metric format</a>
 */
final class CallLog {
    private static final String NAMESPACE = "GlueConnector";

    private final PrintStream output;
    private final Clock clock;

    CallLog(PrintStream output, Clock clock) {
        this.output = output;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Logs a call that was answered. */
    void succeeded(Entry entry) {
        write(entry, "INFO", Map.of("outcome", "ok"), 0, 0);
    }

    /** Logs a call that failed: the only place where a failure is logged. */
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
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("_aws", metrics(now));
        line.put("timestamp", now);
        line.put("level", level);
        line.put("FunctionName", entry.function());
        line.put("requestId", entry.requestId());
        line.put("action", entry.action());
        line.put("connection", entry.connection());
        line.putAll(outcome);
        line.put("Calls", 1);
        line.put("Faults", faults);
        line.put("OutcomesUnknown", unknown);
        line.put("Duration", now.toEpochMilli() - entry.started().toEpochMilli());
        output.println(Json.write(line));
        output.flush();
    }

    private static Map<String, Object> metrics(Instant now) {
        List<Map<String, String>> metrics = List.of(
                Map.of("Name", "Calls", "Unit", "Count"),
                Map.of("Name", "Faults", "Unit", "Count"),
                Map.of("Name", "OutcomesUnknown", "Unit", "Count"),
                Map.of("Name", "Duration", "Unit", "Milliseconds"));
        return Map.of(
                "Timestamp",
                now.toEpochMilli(),
                "CloudWatchMetrics",
                List.of(Map.of(
                        "Namespace", NAMESPACE, "Dimensions", List.of(List.of("FunctionName")), "Metrics", metrics)));
    }

    /**
     * What is known of a call before its outcome.
     *
     * @param function the Lambda function
     * @param requestId Lambda's id of the invocation
     * @param action the action, by its handler's name
     * @param connection the connection's name, or nothing before it was read
     * @param started when the call came
     */
    record Entry(String function, String requestId, String action, String connection, Instant started) {}
}
