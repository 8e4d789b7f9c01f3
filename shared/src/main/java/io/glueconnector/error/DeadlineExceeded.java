package io.glueconnector.error;

/** The time that the caller grants ran out before Glue answered. */
public final class DeadlineExceeded extends ConnectorException {
    public DeadlineExceeded(String detail) {
        super(detail, Retry.anytime());
    }
}
