package io.glueconnector.error;

import java.time.Duration;

/** The connector could not determine whether the start took effect. */
public final class OutcomeUnknown extends ConnectorException {
    /** Creates a failure that the same request with the same idempotency key resolves after the wait. */
    public OutcomeUnknown(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }

    /** Creates a failure that no request can resolve: a person must check in Glue. */
    public OutcomeUnknown(String detail) {
        super(detail, Retry.never());
    }
}
