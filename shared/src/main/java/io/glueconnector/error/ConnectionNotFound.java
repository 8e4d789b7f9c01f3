package io.glueconnector.error;

/** The named connection has no secret. */
public final class ConnectionNotFound extends ConnectorException {
    public ConnectionNotFound(String detail) {
        super(detail, Retry.never());
    }
}
