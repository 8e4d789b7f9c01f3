package io.glueconnector.testing;

import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** DynamoDB as a server, see {@link DynamoDbRows}. */
public final class FakeDynamoDb implements AutoCloseable {
    private final DynamoDbRows rows = new DynamoDbRows();
    private final StubServer server = new StubServer(this::answer);
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

    /** Answers everything like this from now on, without doing it. */
    public void failWith(Reply reply) {
        failure = Optional.of(reply);
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
        return failure.orElseGet(() -> rows.answer(request));
    }
}
