package io.glueconnector.ledger;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.request.Digest;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Who asks for a start.
 *
 * @param connection the connection, within which keys are told apart
 * @param invocationId Lambda's own id of the invocation, which its retries keep: the key of callers that bring none
 * @param untilEnded the time until Lambda ends the function
 */
public record Caller(ConnectionName connection, String invocationId, Supplier<Duration> untilEnded) {

    /** The id of the start under the caller's own key, or under the invocation's where there is none. */
    String startId(StartRequest request) {
        return request.idempotencyKey()
                .map(key -> startId(connection, key))
                .orElseGet(() -> "invocation:" + Digest.of(connection.value(), invocationId));
    }

    /** The id of the start that was asked for under a key. */
    static String startId(ConnectionName connection, String key) {
        return "key:" + Digest.of(connection.value(), key);
    }
}
