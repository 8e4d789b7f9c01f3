package io.glueconnector.fakeglue.logs;

import io.glueconnector.fakeglue.protocol.ByScope;
import io.glueconnector.fakeglue.protocol.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log groups that Glue writes, with their streams. Thread safe: scripts write while requests read. */
public final class LogBook {
    private final ByScope<Map<String, Map<String, List<LogEvent>>>> groups = new ByScope<>(_ -> new LinkedHashMap<>());

    /** Adds a line. Creates the group and the stream if they do not exist, as Glue does. */
    public synchronized void write(Scope scope, String group, String stream, Instant time, String message) {
        groups.of(scope)
                .computeIfAbsent(group, _ -> new LinkedHashMap<>())
                .computeIfAbsent(stream, _ -> new ArrayList<>())
                .add(new LogEvent(stream, time, message));
    }

    synchronized boolean hasGroup(Scope scope, String group) {
        return groups.of(scope).containsKey(group);
    }

    /** Returns the events of a stream in the order in which they were written; empty if there is no such stream. */
    synchronized Optional<List<LogEvent>> stream(Scope scope, String group, String stream) {
        return Optional.ofNullable(
                        groups.of(scope).getOrDefault(group, Map.of()).get(stream))
                .map(List::copyOf);
    }

    /** Returns the events of all streams with names of that beginning, oldest first. */
    synchronized List<LogEvent> streams(Scope scope, String group, String prefix) {
        return groups.of(scope).getOrDefault(group, Map.of()).entrySet().stream()
                .filter(stream -> stream.getKey().startsWith(prefix))
                .flatMap(stream -> stream.getValue().stream())
                .sorted(Comparator.comparing(LogEvent::time))
                .toList();
    }

    public synchronized void clear() {
        groups.clear();
    }
}
