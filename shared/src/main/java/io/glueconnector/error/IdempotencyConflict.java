package io.glueconnector.error;

/** The idempotency key was already used for another request. */
public final class IdempotencyConflict extends ConnectorException {
    public IdempotencyConflict(String detail) {
        super(detail, Retry.never());
    }
}
