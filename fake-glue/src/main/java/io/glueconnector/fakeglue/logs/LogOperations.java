package io.glueconnector.fakeglue.logs;

import static io.glueconnector.fakeglue.protocol.Shape.flag;
import static io.glueconnector.fakeglue.protocol.Shape.integer;
import static io.glueconnector.fakeglue.protocol.Shape.list;
import static io.glueconnector.fakeglue.protocol.Shape.number;
import static io.glueconnector.fakeglue.protocol.Shape.structure;
import static io.glueconnector.fakeglue.protocol.Shape.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Call;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.Page;
import io.glueconnector.fakeglue.protocol.Shape.Structure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The operations of CloudWatch Logs that read what Glue wrote.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html">GetLogEvents</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html">FilterLogEvents</a>
 */
public record LogOperations(LogBook book) {
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BYTES = 1024 * 1024;

    private static final Structure COMMON = structure()
            .required("logGroupName", text(1, 512))
            .optional("startTime", number())
            .optional("endTime", number())
            .optional("nextToken", text())
            .optional("limit", integer(1, MOST_EVENTS));

    public List<Operation> all() {
        Structure stream = structure()
                .optional(COMMON.members())
                .required("logStreamName", text(1, 512))
                .optional("startFromHead", flag());
        Structure filter = structure()
                .optional(COMMON.members())
                .optional("logStreamNamePrefix", text(1, 512))
                .optional("logStreamNames", list(text(1, 512), 1, 100))
                .optional("filterPattern", text(0, 1024));
        return List.of(
                new Operation("GetLogEvents", stream, this::get),
                new Operation("FilterLogEvents", filter, this::filter));
    }

    private ObjectNode get(Call call) {
        List<LogEvent> events = inTime(call, stream(call));
        boolean forward = call.flag("startFromHead");
        int at = call.optionalText("nextToken")
                .map(token -> position(token, forward, events.size()))
                .orElse(forward ? 0 : events.size());
        int most = Math.min(call.integer("limit", MOST_EVENTS), MOST_EVENTS);
        int from = forward ? at : at - fitting(events.subList(0, at).reversed(), most);
        int to = forward ? at + fitting(events.subList(at, events.size()), most) : at;
        ObjectNode answer = Json.object();
        answer.set(
                "events",
                Json.array(events.subList(from, to).stream()
                        .map(LogOperations::json)
                        .toList()));
        return answer.put("nextForwardToken", "f/" + to).put("nextBackwardToken", "b/" + from);
    }

    private List<LogEvent> stream(Call call) {
        requireGroup(call);
        return book.stream(call.scope(), call.text("logGroupName"), call.text("logStreamName"))
                .orElseThrow(() -> notFound("The specified log stream does not exist."));
    }

    private void requireGroup(Call call) {
        if (!book.hasGroup(call.scope(), call.text("logGroupName"))) {
            throw notFound("The specified log group does not exist.");
        }
    }

    private static GlueError notFound(String message) {
        return new GlueError(400, "ResourceNotFoundException", message);
    }

    // "If you are using a previous nextForwardToken value as the nextToken, you must specify true for startFromHead."
    private static int position(String token, boolean forward, int size) {
        if (!token.matches("[fb]/[0-9]{1,9}") || forward != token.startsWith("f")) {
            throw new GlueError(400, "InvalidParameterException", "The specified nextToken is invalid.");
        }
        return Math.min(Integer.parseInt(token.substring(2)), size);
    }

    private static int fitting(List<LogEvent> events, int most) {
        int count = 0;
        int bytes = 0;
        for (LogEvent event : events) {
            bytes += event.message().getBytes(StandardCharsets.UTF_8).length;
            if (count == most || (count > 0 && bytes > MOST_BYTES)) {
                return count;
            }
            count++;
        }
        return count;
    }

    private ObjectNode filter(Call call) {
        if (call.has("logStreamNames") && call.has("logStreamNamePrefix")) {
            throw new GlueError(
                    400, "InvalidParameterException", "logStreamNames and logStreamNamePrefix exclude each other.");
        }
        requireGroup(call);
        Optional<String> prefix = call.optionalText("logStreamNamePrefix");
        List<LogEvent> events =
                inTime(call, book.streams(call.scope(), call.text("logGroupName"), prefix.orElse(""))).stream()
                        .filter(event -> !call.has("logStreamNames")
                                || call.texts("logStreamNames").contains(event.stream()))
                        .toList();
        int from = call.optionalText("nextToken")
                .map(token -> position(token, true, events.size()))
                .orElse(0);
        int to = from + fitting(events.subList(from, events.size()), call.integer("limit", MOST_EVENTS));
        Page<LogEvent> page =
                new Page<>(events.subList(from, to), to < events.size() ? Optional.of("f/" + to) : Optional.empty());
        ObjectNode answer = Json.object();
        answer.set(
                "events",
                Json.array(page.elements().stream()
                        .map(event -> json(event).put("logStreamName", event.stream()))
                        .toList()));
        page.nextToken().ifPresent(token -> answer.put("nextToken", token));
        return answer;
    }

    private static List<LogEvent> inTime(Call call, List<LogEvent> events) {
        long from = call.input().path("startTime").asLong(0);
        long to = call.input().path("endTime").asLong(Long.MAX_VALUE);
        return events.stream()
                .filter(event ->
                        event.time().toEpochMilli() >= from && event.time().toEpochMilli() < to)
                .toList();
    }

    private static ObjectNode json(LogEvent event) {
        return Json.object()
                .put("timestamp", event.time().toEpochMilli())
                .put("ingestionTime", event.time().toEpochMilli())
                .put("message", event.message());
    }
}
