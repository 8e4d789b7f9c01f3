package io.glueconnector.error;

import java.time.Duration;

/** Whether the start took effect could not be established; the same request with the same idempotency key finds out. */
public final class OutcomeUnknown extends ConnectorException {
    public OutcomeUnknown(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
