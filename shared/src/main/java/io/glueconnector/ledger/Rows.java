package io.glueconnector.ledger;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts starts to table items and back. Times are in milliseconds, except {@code expiresAt}, which TTL reads in seconds. */
final class Rows {
    static final String ID = "startId";
    /** The seven days that a run may last, plus the thirty days that its item is kept afterwards. */
    private static final Duration KEPT = Duration.ofDays(37);

    private Rows() {}

    static Map<String, AttributeValue> key(String id) {
        return Map.of(ID, text(id));
    }

    static Map<String, AttributeValue> row(Start start) {
        Map<String, AttributeValue> row = new LinkedHashMap<>();
        row.put(ID, text(start.id()));
        row.put("state", text(start.state().name()));
        row.put("token", text(start.token()));
        row.put("holder", text(start.holder()));
        row.put("fingerprint", text(start.fingerprint()));
        row.put("execution", execution(start));
        row.put("action", text(start.target().action()));
        row.put("connection", text(start.target().connection().value()));
        row.put("region", text(start.target().region()));
        row.put("name", text(start.target().name()));
        row.put("attempt", number(start.attempt()));
        row.put("intentAt", millis(start.times().intentAt()));
        row.put("attemptAt", millis(start.times().attemptAt()));
        row.put("leaseUntil", millis(start.times().leaseUntil()));
        row.put("settledAt", millis(start.times().settledAt()));
        row.put("expiresAt", expiry(start.times().intentAt()));
        return row;
    }

    static Start start(Map<String, AttributeValue> row) {
        StartTarget target = new StartTarget(
                row.get("action").s(),
                new ConnectionName(row.get("connection").s()),
                row.get("region").s(),
                row.get("name").s());
        Start.Times times = new Start.Times(
                instant(row, "intentAt").orElseThrow(),
                instant(row, "attemptAt").orElseThrow(),
                instant(row, "leaseUntil").orElseThrow(),
                instant(row, "settledAt").orElseThrow(),
                instant(row, "startedAt"));
        return new Start(
                row.get(ID).s(),
                StartState.valueOf(row.get("state").s()),
                row.get("token").s(),
                row.get("holder").s(),
                row.get("fingerprint").s(),
                Optional.ofNullable(row.get("execution"))
                        .map(AttributeValue::s)
                        .filter(execution -> !execution.isEmpty()),
                target,
                Integer.parseInt(row.get("attempt").n()),
                times,
                Optional.ofNullable(row.get("answer")).map(answer -> json(answer.s())),
                Optional.ofNullable(row.get("code")).map(AttributeValue::s));
    }

    /** Returns the execution, or an empty text for none, so one write can replace either with the other. */
    static AttributeValue execution(Start start) {
        return text(start.execution().orElse(""));
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static AttributeValue millis(Instant instant) {
        return number(instant.toEpochMilli());
    }

    static AttributeValue seconds(Instant instant) {
        return number(instant.getEpochSecond());
    }

    static AttributeValue expiry(Instant from) {
        return seconds(from.plus(KEPT));
    }

    private static Optional<Instant> instant(Map<String, AttributeValue> row, String name) {
        return Optional.ofNullable(row.get(name)).map(value -> Instant.ofEpochMilli(Long.parseLong(value.n())));
    }

    private static Map<String, Object> json(String text) {
        try {
            return Json.parseObject(text);
        } catch (MalformedJson e) {
            throw new IllegalStateException("an item's answer is not the JSON that was written", e);
        }
    }
}
