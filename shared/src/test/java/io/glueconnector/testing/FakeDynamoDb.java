package io.glueconnector.testing;

import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** DynamoDB as a server, see {@link DynamoDbRows}. */
public final class FakeDynamoDb implements AutoCloseable {
    private final DynamoDbRows rows = new DynamoDbRows();
    private final StubServer server = new StubServer(this::answer);
    private final AtomicInteger answersToLose = new AtomicInteger();
    private volatile Optional<Reply> failure = Optional.empty();

    public String url() {
        return server.url();
    }

    /** The row of that key, with its values as DynamoDB writes them; empty when there is none. */
    public Map<String, Object> row(String id) {
        return rows.row(id);
    }

    /** Every row, in the order of their first writes. */
    public List<Map<String, Object>> rows() {
        return rows.rows();
    }

    /** Deletes a row, as DynamoDB does some time after its expiry. */
    public void delete(String id) {
        rows.delete(id);
    }

    /** Answers everything like this from now on, without doing it. */
    public void failWith(Reply reply) {
        failure = Optional.of(reply);
    }

    /** Does what the next requests ask for, this many, and answers that it failed. */
    public void loseAnswers(int times) {
        answersToLose.set(times);
    }

    /** Cancels the next transactions, this many, because another one holds a row; see {@link DynamoDbRows#conflict}. */
    public void conflict(int times) {
        rows.conflict(times);
    }

    /** Does what it is asked for again. */
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
            return lost ? Reply.failure(500, "InternalServerError", "the answer was lost") : done;
        });
    }
}
