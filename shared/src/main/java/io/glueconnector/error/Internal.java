package io.glueconnector.error;

/** The connector's own fault, or a permission that its own role lacks. */
public final class Internal extends ConnectorException {
    public Internal(String detail) {
        super(detail, Retry.never());
    }
}
