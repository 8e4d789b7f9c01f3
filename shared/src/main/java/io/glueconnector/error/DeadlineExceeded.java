package io.glueconnector.error;

/** The caller's time limit ran out before Glue responded. */
public final class DeadlineExceeded extends ConnectorException {
    public DeadlineExceeded(String detail) {
        super(detail, Retry.anytime());
    }
}
