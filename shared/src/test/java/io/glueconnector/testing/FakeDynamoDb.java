package io.glueconnector.testing;

import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A DynamoDB server over {@link DynamoDbRows}. */
public final class FakeDynamoDb implements AutoCloseable {
    private final DynamoDbRows rows = new DynamoDbRows();
    private final StubServer server = new StubServer(this::answer);
    private final AtomicInteger answersToLose = new AtomicInteger();
    private volatile Optional<Reply> failure = Optional.empty();

    public String url() {
        return server.url();
    }

    /** Returns the item with that key in DynamoDB's format, or an empty map if there is none. */
    public Map<String, Object> row(String id) {
        return rows.row(id);
    }

    /** Returns all items, in the order of their first writes. */
    public List<Map<String, Object>> rows() {
        return rows.rows();
    }

    /** Deletes an item, as DynamoDB does some time after its expiry. */
    public void delete(String id) {
        rows.delete(id);
    }

    /** Responds to every request with this reply from now on and executes none. */
    public void failWith(Reply reply) {
        failure = Optional.of(reply);
    }

    /** Executes this many of the next requests but reports a failure for each. */
    public void loseAnswers(int times) {
        answersToLose.set(times);
    }

    /** Cancels this many of the next transactions, as if another one held an item; see {@link DynamoDbRows#conflict}. */
    public void conflict(int times) {
        rows.conflict(times);
    }

    /** Executes requests again. */
    public void recover() {
        failure = Optional.empty();
    }

    public List<Request> requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }

    private Reply answer(Request request) {
        return failure.orElseGet(() -> {
            Reply done = rows.answer(request);
            boolean lost = answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            return lost ? Reply.failure(500, "InternalServerError", "the response was lost") : done;
        });
    }
}
