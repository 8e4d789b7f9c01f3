package io.glueconnector.jobs;

import io.glueconnector.aws.Logs;
import io.glueconnector.error.NotFound;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.paging.Marker;
import io.glueconnector.request.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Reads the log of a job run: its last lines, and those that precede or follow an earlier response. Makes one or two calls to
 * Glue, and usually two or three to CloudWatch Logs.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-view.html">Viewing logs for Glue jobs</a>
 */
public final class GetJobRunLogs extends ActionHandler<GetJobRunLogs.Input> {
    private static final int MOST_LINES = 10_000;
    private static final int LINES = 100;
    // With its other members, the response stays within 200 KiB.
    private static final int MOST_BYTES = 190 * 1024;
    /** How long after the end of a run its last lines may still appear. Glue writes logs in batches. */
    private static final Duration APPEAR_WITHIN = Duration.ofMinutes(1);

    record Input(String jobName, String jobRunId, String stream, int tail, Optional<String> marker) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(
                fields.name("name"),
                fields.requiredText("jobRunId", JobRuns.ID),
                fields.choiceOrFirst("stream", List.of("output", "error", "continuous")),
                fields.integer("tail", 1, MOST_LINES).orElse(LINES),
                fields.text("marker", Marker.RULE));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        Marker markers = new Marker(scope(input, call));
        LogCursor from =
                input.marker().map(markers::token).map(LogCursor::parse).orElse(LogCursor.TAIL);
        JobRun run = new JobRuns(input.jobName(), call.glue()).ofKnownState(input.jobRunId());
        Map<String, String> arguments = new JobDefinition(input.jobName(), call.glue()).arguments(run);
        LogPlace place = JobRunLogs.of(run, arguments).place(input.stream(), run);
        LogReader reader = new LogReader(new Logs(call.glue()), place);
        boolean grows = mayGrow(run, call);
        Optional<String> stream = from.stream().isEmpty() ? stream(reader, grows) : Optional.of(from.stream());
        LogLines lines = new LogLines(reader, text -> call.redacted(text, arguments), input.tail(), MOST_BYTES);
        stream.ifPresent(found -> lines.read(from.in(found)));

        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jobRunId", run.id());
        answer.put("jobRunState", run.jobRunStateAsString());
        answer.put("stream", input.stream());
        answer.put("logGroup", place.group());
        stream.ifPresent(name -> answer.put("logStream", name));
        answer.put("lines", lines.all());
        older(from, stream.isPresent(), lines)
                .ifPresent(cursor -> answer.put("olderMarker", markers.of(cursor.text())));
        newer(from, stream.isPresent(), lines, grows)
                .ifPresent(cursor -> answer.put("marker", markers.of(cursor.text())));
        return answer;
    }

    private static List<String> scope(Input input, Call call) {
        List<String> scope = new ArrayList<>(call.scope());
        scope.addAll(List.of(input.jobName(), input.jobRunId(), input.stream()));
        return scope;
    }

    private static boolean mayGrow(JobRun run, Call call) {
        return !JobRuns.isEnd(run.jobRunState())
                || (run.completedOn() != null
                        && call.now().isBefore(run.completedOn().plus(APPEAR_WITHIN)));
    }

    // Glue creates the log group and the stream when it writes the first line.
    private static Optional<String> stream(LogReader reader, boolean grows) {
        try {
            return reader.stream();
        } catch (NotFound noSuchGroup) {
            if (grows) {
                return Optional.empty();
            }
            throw noSuchGroup;
        }
    }

    private static Optional<LogCursor> older(LogCursor from, boolean found, LogLines lines) {
        return found && from.older() ? lines.next() : Optional.empty();
    }

    private static Optional<LogCursor> newer(LogCursor from, boolean found, LogLines lines, boolean grows) {
        if (!found) {
            return Optional.of(LogCursor.HEAD).filter(_ -> grows);
        }
        if (from.older()) {
            return Optional.of(lines.following())
                    .filter(_ -> grows && from.token().isEmpty());
        }
        return lines.next().or(() -> Optional.of(lines.following()).filter(_ -> grows));
    }
}
