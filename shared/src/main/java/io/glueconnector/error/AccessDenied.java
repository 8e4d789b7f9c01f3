package io.glueconnector.error;

/** Glue or STS refused the connection. */
public final class AccessDenied extends ConnectorException {
    public AccessDenied(String detail) {
        super(detail, Retry.never());
    }
}
