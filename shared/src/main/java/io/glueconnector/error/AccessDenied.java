package io.glueconnector.error;

/** Glue or STS denied the connection's request. */
public final class AccessDenied extends ConnectorException {
    public AccessDenied(String detail) {
        super(detail, Retry.never());
    }
}
