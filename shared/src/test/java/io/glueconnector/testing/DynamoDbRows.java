package io.glueconnector.testing;

import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The items and responses of a DynamoDB that supports GetItem, PutItem, UpdateItem and TransactWriteItems with conditions. Tables
 * exist without being created; the key of each is the attribute {@code startId}.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html">Amazon
 *     DynamoDB API</a>
 */
public final class DynamoDbRows {
    private static final String KEY = "startId";
    private static final String CONDITION_FAILED = "The conditional request failed";

    private final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
    private final Set<Object> transactionsDone = new HashSet<>();
    private int conflicts;

    /** One write: its item, its expressions and its result. */
    private record Write(
            String id, Expressions expressions, String condition, Optional<String> update, Map<String, Object> put) {

        static Write of(Map<String, Object> input) {
            Expressions expressions =
                    new Expressions(map(input, "ExpressionAttributeNames"), map(input, "ExpressionAttributeValues"));
            String condition = String.valueOf(input.getOrDefault("ConditionExpression", ""));
            Optional<String> update = Optional.ofNullable((String) input.get("UpdateExpression"));
            expressions.check(condition, update.orElse(""));
            Map<String, Object> keyed = update.isPresent() ? map(input, "Key") : map(input, "Item");
            return new Write(key(keyed), expressions, condition, update, keyed);
        }

        boolean isAllowed(Map<String, Object> row) {
            return condition.isEmpty() || expressions.holds(condition, row);
        }

        Map<String, Object> result(Map<String, Object> row) {
            return update.map(change -> expressions.changed(change, row.isEmpty() ? put : row))
                    .orElse(put);
        }
    }

    /** Returns the item with that key in DynamoDB's format, or an empty map if there is none. */
    public synchronized Map<String, Object> row(String id) {
        return Map.copyOf(rows.getOrDefault(id, Map.of()));
    }

    /** Returns all items, in the order of their first writes. */
    public synchronized List<Map<String, Object>> rows() {
        return List.copyOf(rows.values());
    }

    /**
     * Cancels this many of the next transactions, as if another transaction held an item. They have no effect.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling">Transaction
     *     conflict handling</a>
     */
    public synchronized void conflict(int times) {
        conflicts = times;
    }

    /** Deletes an item, as DynamoDB does some time after its expiry. */
    public synchronized void delete(String id) {
        rows.remove(id);
    }

    /** Executes a request and returns the response. */
    public synchronized Reply answer(Request request) {
        try {
            Map<String, Object> input = Json.parseObject(request.body());
            return switch (request.operation()) {
                case "GetItem" -> get(input);
                case "PutItem", "UpdateItem" -> write(Write.of(input));
                case "TransactWriteItems" -> transact(input);
                case String other -> throw new Expressions.Invalid("unknown operation: " + other);
            };
        } catch (Expressions.Invalid | MalformedJson e) {
            return Reply.failure(400, "ValidationException", e.getMessage());
        }
    }

    private Reply get(Map<String, Object> input) {
        Map<String, Object> row = rows.get(key(map(input, "Key")));
        return Reply.json(200, Json.write(row == null ? Map.of() : Map.of("Item", row)));
    }

    private Reply write(Write write) {
        Map<String, Object> row = rows.getOrDefault(write.id(), Map.of());
        if (!write.isAllowed(row)) {
            return refusal("ConditionalCheckFailedException", Map.of("message", CONDITION_FAILED, "Item", row));
        }
        rows.put(write.id(), write.result(row));
        return Reply.json(200, "{}");
    }

    private Reply transact(Map<String, Object> input) {
        if (transactionsDone.contains(input.get("ClientRequestToken"))) {
            return Reply.json(200, "{}");
        }
        List<Write> writes = ((List<?>) input.get("TransactItems"))
                .stream()
                        .map(item -> ((Map<?, ?>) item).values().iterator().next())
                        .map(DynamoDbRows::asMap)
                        .map(Write::of)
                        .toList();
        List<Map<String, Object>> reasons = new ArrayList<>();
        writes.forEach(write -> reasons.add(reason(write)));
        if (conflicts > 0) {
            conflicts--;
            reasons.set(reasons.size() - 1, Map.of("Code", "TransactionConflict", "Message", "Transaction is ongoing"));
        }
        if (reasons.stream().anyMatch(reason -> !reason.get("Code").equals("None"))) {
            return refusal(
                    "TransactionCanceledException",
                    Map.of("message", "Transaction cancelled", "CancellationReasons", reasons));
        }
        writes.forEach(write -> rows.put(write.id(), write.result(rows.getOrDefault(write.id(), Map.of()))));
        transactionsDone.add(input.get("ClientRequestToken"));
        return Reply.json(200, "{}");
    }

    private Map<String, Object> reason(Write write) {
        Map<String, Object> row = rows.getOrDefault(write.id(), Map.of());
        return write.isAllowed(row)
                ? Map.of("Code", "None")
                : Map.of("Code", "ConditionalCheckFailed", "Message", CONDITION_FAILED, "Item", row);
    }

    private static Reply refusal(String code, Map<String, Object> members) {
        Map<String, Object> body = new LinkedHashMap<>(members);
        body.put("__type", "com.amazonaws.dynamodb.v20120810#" + code);
        return Reply.json(400, Json.write(body));
    }

    private static String key(Map<String, Object> row) {
        return String.valueOf(asMap(row.get(KEY)).get("S"));
    }

    private static Map<String, Object> map(Map<String, Object> input, String member) {
        return asMap(input.getOrDefault(member, Map.of()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
