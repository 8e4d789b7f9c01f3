package io.glueconnector.ledger;

import io.glueconnector.json.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The starts table. All writes are conditional and all reads are consistent. Every arrow of {@link StartState} is one method.
 * An item past its {@code expiresAt} counts as absent, because DynamoDB may delete it days later.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html">Condition
 *     expressions</a>
 */
public final class StartTable {
    private static final String FREE = "attribute_not_exists(startId) OR expiresAt <= :seconds OR #state = :refused";
    private static final String STARTING = "#state = :starting AND #token = :token";
    private static final String HELD = STARTING + " AND attempt = :attempt AND holder = :held";
    private static final String LEASE_FREE = "attribute_not_exists(startId) OR busyUntil <= :now OR #owner = :owner";

    private final ConditionalWrites writes;
    private final String table;

    /**
     * How a start releases its lease.
     *
     * @param leased whether the start holds a lease
     * @param freeAt the time from which another start may take the lease
     * @param claimedIds the ids of the runs and crawls that the start claims
     */
    record Release(boolean leased, Instant freeAt, Set<String> claimedIds) {}

    /** Creates the access to the table of that name. */
    public StartTable(DynamoDbClient dynamoDb, String table) {
        this.writes = new ConditionalWrites(dynamoDb);
        this.table = table;
    }

    /** Records the intent to start, if no other start with the same id is open or done. */
    WriteResult claim(Start start, boolean leasesName, Instant now) {
        Put put = Put.builder()
                .tableName(table)
                .item(Rows.row(start))
                .conditionExpression(FREE)
                .expressionAttributeNames(Map.of("#state", "state"))
                .expressionAttributeValues(
                        Map.of(":seconds", Rows.seconds(now), ":refused", Rows.text(StartState.REFUSED.name())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        TransactWriteItem row = TransactWriteItem.builder().put(put).build();
        return own(writes.write(row, leasesName ? Optional.of(lease(start, now)) : Optional.empty()), start);
    }

    /** Takes over a start in doubt for one more attempt, unless another caller has done so since it was read. */
    WriteResult takeOver(Start doubtful, Start next, boolean leasesName, Instant now) {
        Map<String, AttributeValue> values = held(doubtful);
        values.put(":holder", Rows.text(next.holder()));
        values.put(":next", Rows.number(next.attempt()));
        values.put(":execution", Rows.execution(next));
        values.put(":attempted", Rows.millis(next.times().attemptAt()));
        values.put(":lease", Rows.millis(next.times().leaseUntil()));
        values.put(":settled", Rows.millis(next.times().settledAt()));
        String change =
                "SET holder = :holder, attempt = :next, attemptAt = :attempted, leaseUntil = :lease, settledAt = :settled, execution = :execution";
        TransactWriteItem row = update(doubtful.id(), change, HELD, values);
        return own(writes.write(row, leasesName ? Optional.of(lease(next, now)) : Optional.empty()), next);
    }

    /** Records the outcome, even if another caller holds the start by now: the token shows that it is the same start. */
    WriteResult commit(Start start, Map<String, Object> answer, Release release, Instant now) {
        Map<String, AttributeValue> values = starting(start);
        values.put(":started", Rows.text(StartState.STARTED.name()));
        values.put(":answer", Rows.text(Json.write(answer)));
        values.put(":now", Rows.millis(now));
        values.put(":expires", Rows.expiry(now));
        values.put(":execution", Rows.execution(start));
        String change =
                "SET #state = :started, answer = :answer, startedAt = :now, expiresAt = :expires, execution = :execution";
        return finish(start, update(start.id(), change, STARTING, values), release);
    }

    /** Records that the first attempt definitely had no effect, which frees the key. */
    WriteResult refuse(Start start, String code, boolean leasesName, Instant now) {
        Map<String, AttributeValue> values = held(start);
        values.put(":refused", Rows.text(StartState.REFUSED.name()));
        values.put(":code", Rows.text(code));
        TransactWriteItem row = update(start.id(), "SET #state = :refused, code = :code", HELD, values);
        return finish(start, row, new Release(leasesName, now, Set.of()));
    }

    /** Ends the lease of a start in doubt, so the next call with the same key can continue immediately. */
    WriteResult endLease(Start start, Instant settledAt, Instant now) {
        Map<String, AttributeValue> values = held(start);
        values.put(":now", Rows.millis(now));
        values.put(":settled", Rows.millis(settledAt));
        String change = "SET leaseUntil = :now, settledAt = :settled";
        return writes.write(update(start.id(), change, HELD, values), Optional.empty());
    }

    /** Returns the start with that id, if it exists and has not expired. */
    Optional<Start> find(String id, Instant now) {
        Map<String, AttributeValue> row = writes.read(table, id);
        if (row.isEmpty() || Long.parseLong(row.get("expiresAt").n()) <= now.getEpochSecond()) {
            return Optional.empty();
        }
        return Optional.of(Rows.start(row));
    }

    /** Returns the ids that the latest start of the same target claimed. */
    Set<String> claimedIds(StartTarget target) {
        AttributeValue claimed = writes.read(table, target.leaseId()).get("claimedIds");
        return claimed == null ? Set.of() : Set.copyOf(claimed.ss());
    }

    // After a lost response the client sends the write again, which then finds its own item.
    private static WriteResult own(WriteResult written, Start start) {
        boolean own = written instanceof WriteResult.Refused refused
                && refused.found()
                        .filter(found -> found.holder().equals(start.holder()) && found.attempt() == start.attempt())
                        .isPresent();
        return own ? new WriteResult.Done() : written;
    }

    private WriteResult finish(Start start, TransactWriteItem row, Release release) {
        WriteResult written =
                writes.write(row, release.leased() ? Optional.of(release(start, release)) : Optional.empty());
        // Another start may hold the lease by now; the outcome of this one is recorded anyway.
        return written instanceof WriteResult.Leased ? writes.write(row, Optional.empty()) : written;
    }

    private TransactWriteItem lease(Start start, Instant now) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":owner", Rows.text(start.id()));
        values.put(":now", Rows.millis(now));
        values.put(":until", Rows.millis(start.times().settledAt().plus(Start.APART)));
        values.put(":expires", Rows.expiry(now));
        String change = "SET #owner = :owner, busyUntil = :until, expiresAt = :expires";
        return leaseUpdate(start, change, LEASE_FREE, values);
    }

    private TransactWriteItem release(Start start, Release release) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":owner", Rows.text(start.id()));
        values.put(":free", Rows.millis(release.freeAt()));
        if (release.claimedIds().isEmpty()) {
            return leaseUpdate(start, "SET busyUntil = :free", "#owner = :owner", values);
        }
        values.put(":claimedIds", AttributeValue.fromSs(List.copyOf(release.claimedIds())));
        return leaseUpdate(start, "SET busyUntil = :free, claimedIds = :claimedIds", "#owner = :owner", values);
    }

    private TransactWriteItem leaseUpdate(
            Start start, String change, String condition, Map<String, AttributeValue> values) {
        return update(start.target().leaseId(), change, condition, Map.of("#owner", "owner"), values);
    }

    private TransactWriteItem update(String id, String change, String condition, Map<String, AttributeValue> values) {
        return update(id, change, condition, Map.of("#state", "state", "#token", "token"), values);
    }

    private TransactWriteItem update(
            String id, String change, String condition, Map<String, String> names, Map<String, AttributeValue> values) {
        Update update = Update.builder()
                .tableName(table)
                .key(Rows.key(id))
                .updateExpression(change)
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return TransactWriteItem.builder().update(update).build();
    }

    private static Map<String, AttributeValue> starting(Start start) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":starting", Rows.text(StartState.STARTING.name()));
        values.put(":token", Rows.text(start.token()));
        return values;
    }

    private static Map<String, AttributeValue> held(Start start) {
        Map<String, AttributeValue> values = starting(start);
        values.put(":attempt", Rows.number(start.attempt()));
        values.put(":held", Rows.text(start.holder()));
        return values;
    }
}
