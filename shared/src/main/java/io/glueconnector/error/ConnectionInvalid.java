package io.glueconnector.error;

/** The connection's secret is malformed, half filled or scheduled for deletion. */
public final class ConnectionInvalid extends ConnectorException {
    public ConnectionInvalid(String detail) {
        super(detail, Retry.never());
    }
}
