package io.glueconnector.jobs;

import io.glueconnector.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** The lines of a log that one response has room for, oldest first. Not thread safe. */
final class LogLines {
    private static final int MOST_PAGES = 10;
    /** The most bytes that JSON needs for a character, as in {@code \\u001b}. */
    private static final int BYTES_OF_A_CHARACTER = 6;

    private final LogReader reader;
    private final UnaryOperator<String> masking;
    private final int most;
    private final int mostBytes;
    private final Deque<Map<String, Object>> lines = new ArrayDeque<>();
    private LogCursor next;
    private String newest = "";
    private boolean ended;
    private int bytes;

    /**
     * Creates an empty part of a log.
     *
     * @param masking masks secrets in a text
     * @param most the maximum number of lines
     * @param mostBytes the maximum size of the lines as JSON; a longer line is cut
     */
    LogLines(LogReader reader, UnaryOperator<String> masking, int most, int mostBytes) {
        this.reader = reader;
        this.masking = masking;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Reads pages from a position until the response is full, the log ends, or ten pages have been read. */
    void read(LogCursor from) {
        next = from;
        for (int pages = 0; pages < MOST_PAGES && !ended && lines.size() < most; pages++) {
            if (!readPage(most - lines.size())) {
                return;
            }
        }
    }

    List<Map<String, Object>> all() {
        return List.copyOf(lines);
    }

    /** Returns where to go on in the same direction, unless the log ends here. */
    Optional<LogCursor> next() {
        return ended ? Optional.empty() : Optional.of(next);
    }

    /** Returns where the lines end, to read what follows later. */
    LogCursor following() {
        return next.older() ? new LogCursor(false, next.stream(), newest) : next;
    }

    // CloudWatch's tokens name the ends of pages only, so a page that does not fit is read again with fewer lines.
    private boolean readPage(int limit) {
        GetLogEventsResponse page = reader.page(next, limit);
        List<Map<String, Object>> fitting = fitting(page.events());
        while (fitting.size() < page.events().size()) {
            if (fitting.isEmpty() && !lines.isEmpty()) {
                return false;
            }
            page = reader.page(
                    next, Math.max(1, Math.min(fitting.size(), page.events().size() - 1)));
            fitting = fitting(page.events());
        }
        add(fitting);
        turn(page);
        return true;
    }

    private void turn(GetLogEventsResponse page) {
        if (next.older() && newest.isEmpty()) {
            newest = page.nextForwardToken();
        }
        String token = next.older() ? page.nextBackwardToken() : page.nextForwardToken();
        // At an end of the log, CloudWatch returns the token that it was given.
        ended = token == null || token.equals(next.token());
        next = ended ? next : next.at(token);
    }

    /** Returns the lines that fit, from the end next to those read before. A single line fits always. */
    private List<Map<String, Object>> fitting(List<OutputLogEvent> events) {
        List<Map<String, Object>> fitting = new ArrayList<>();
        int left = mostBytes - bytes;
        for (OutputLogEvent event : next.older() ? events.reversed() : events) {
            Map<String, Object> line = line(event);
            left -= size(line);
            if (left < 0 && !(lines.isEmpty() && fitting.isEmpty())) {
                return fitting;
            }
            fitting.add(line);
        }
        return fitting;
    }

    private void add(List<Map<String, Object>> fitting) {
        fitting.forEach(line -> {
            bytes += size(line);
            if (next.older()) {
                lines.addFirst(line);
            } else {
                lines.addLast(line);
            }
        });
    }

    private Map<String, Object> line(OutputLogEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.ofEpochMilli(event.timestamp()));
        String text = masking.apply(event.message().stripTrailing());
        String cut = cut(text, mostBytes / BYTES_OF_A_CHARACTER - 100);
        line.put("text", cut);
        if (cut.length() < text.length()) {
            line.put("truncated", true);
        }
        return line;
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    private static int size(Map<String, Object> line) {
        return Json.write(line).getBytes(StandardCharsets.UTF_8).length;
    }
}
