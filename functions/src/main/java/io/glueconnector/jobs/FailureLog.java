package io.glueconnector.jobs;

import io.glueconnector.aws.Logs;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.NotFound;
import io.glueconnector.handler.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * The last lines of a failed run's log, for its report. They only add to the report: if they cannot be read, the report says so.
 *
 * @param run the failed run
 * @param arguments its arguments with the job's default arguments, whose secrets the lines must not show
 */
record FailureLog(JobRun run, Map<String, String> arguments, Call call) {
    // A state of Step Functions passes on at most 256 KiB, and a fleet collects the reports of several runs.
    private static final int MOST_BYTES = 8 * 1024;

    private static final Map<String, Object> NOTHING =
            Map.of("unavailable", "The run has written nothing to its logs, or they have been deleted.");

    /** Returns the members of the report's logs: {@code lines} and {@code linesOf}, or {@code unavailable} with the reason. */
    Map<String, Object> lastLines(JobRunLogs logs, int most) {
        try {
            // Glue writes the traceback of a script to one or the other, depending on the kind of job.
            return lastLines("error", logs, most)
                    .or(() -> lastLines("output", logs, most))
                    .orElse(NOTHING);
        } catch (ConnectorException e) {
            return Map.of("unavailable", e.detail());
        }
    }

    private Optional<Map<String, Object>> lastLines(String stream, JobRunLogs logs, int most) {
        LogReader reader = new LogReader(new Logs(call.glue()), logs.place(stream, run));
        LogLines lines = new LogLines(reader, text -> call.redacted(text, arguments), most, MOST_BYTES);
        try {
            reader.stream().ifPresent(found -> lines.read(LogCursor.TAIL.in(found)));
        } catch (NotFound noSuchGroup) {
            return Optional.empty();
        }
        List<Map<String, Object>> last = lines.all();
        return last.isEmpty() ? Optional.empty() : Optional.of(Map.of("lines", last, "linesOf", stream));
    }
}
