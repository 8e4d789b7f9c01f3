package io.glueconnector.error;

/** No secret holds the named connection. */
public final class ConnectionNotFound extends ConnectorException {
    public ConnectionNotFound(String detail) {
        super(detail, Retry.never());
    }
}
