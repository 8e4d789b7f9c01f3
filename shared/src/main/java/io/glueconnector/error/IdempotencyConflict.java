package io.glueconnector.error;

/** The idempotency key was used before, for another request. */
public final class IdempotencyConflict extends ConnectorException {
    public IdempotencyConflict(String detail) {
        super(detail, Retry.never());
    }
}
