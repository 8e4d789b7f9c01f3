package io.glueconnector.error;

/** The connector failed through its own fault, or its own role lacks a permission. */
public final class Internal extends ConnectorException {
    public Internal(String detail) {
        super(detail, Retry.never());
    }
}
