package io.glueconnector.error;

import java.time.Duration;

/** Whether the start took effect could not be established. */
public final class OutcomeUnknown extends ConnectorException {
    /** The same request with the same idempotency key finds out, after the wait. */
    public OutcomeUnknown(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }

    /** No request finds out: a person has to look. */
    public OutcomeUnknown(String detail) {
        super(detail, Retry.never());
    }
}
