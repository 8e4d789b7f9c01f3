package io.glueconnector.ledger;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.request.Digest;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The caller that requests a start.
 *
 * @param connection the connection, which is the scope of idempotency keys
 * @param invocationId Lambda's id of the invocation, which its retries keep; used as the key if the caller sends none
 * @param untilEnded the time until Lambda stops the function
 */
public record Caller(ConnectionName connection, String invocationId, Supplier<Duration> untilEnded) {

    /** Returns the id of the start under the caller's own key, or under the invocation's id if there is no key. */
    String startId(StartRequest request) {
        return request.idempotencyKey()
                .map(key -> startId(connection, key))
                .orElseGet(() -> "invocation:" + Digest.of(connection.value(), invocationId));
    }

    /** Returns the id of the start that was requested under a key. */
    static String startId(ConnectionName connection, String key) {
        return "key:" + Digest.of(connection.value(), key);
    }
}
