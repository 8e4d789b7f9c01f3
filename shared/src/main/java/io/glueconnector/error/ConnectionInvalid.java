package io.glueconnector.error;

/** The connection's secret is malformed, incomplete or scheduled for deletion. */
public final class ConnectionInvalid extends ConnectorException {
    public ConnectionInvalid(String detail) {
        super(detail, Retry.never());
    }
}
