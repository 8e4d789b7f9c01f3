package io.glueconnector.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The report of a start for callers that ask by its key. */
public record StartReport(Map<String, Object> members) {

    static StartReport of(Start start, Instant now) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", state(start, now));
        json.put("action", start.target().action());
        json.put("name", start.target().name());
        json.put("region", start.target().region());
        start.execution().ifPresent(execution -> json.put("execution", execution));
        json.put("requestedAt", start.times().intentAt());
        start.times().startedAt().ifPresent(startedAt -> json.put("startedAt", startedAt));
        // A trigger's answer has its own state and name; those of the start take precedence.
        start.answer().ifPresent(answer -> answer.forEach(json::putIfAbsent));
        start.code().filter(_ -> start.state() == StartState.REFUSED).ifPresent(code -> json.put("code", code));
        return new StartReport(json);
    }

    /** Returns the same report of a start in doubt, with the reason why a search in Glue did not resolve it. */
    StartReport because(String reason) {
        return with("reason", reason);
    }

    /** Returns the same report for a start that definitely had no effect. */
    StartReport notStarted() {
        return with("state", "notStarted");
    }

    private StartReport with(String member, String value) {
        Map<String, Object> json = new LinkedHashMap<>(members);
        json.put(member, value);
        return new StartReport(json);
    }

    private static String state(Start start, Instant now) {
        return switch (start.state()) {
            case STARTING -> start.isUnderWay(now) ? "inFlight" : "unknown";
            case STARTED -> "started";
            case REFUSED -> "refused";
        };
    }
}
