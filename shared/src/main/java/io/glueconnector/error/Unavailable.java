package io.glueconnector.error;

import java.time.Duration;

/** A service that the connector depends on did not respond, or AWS rejected the function's clock; nothing was done. */
public final class Unavailable extends ConnectorException {
    public Unavailable(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
