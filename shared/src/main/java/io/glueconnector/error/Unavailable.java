package io.glueconnector.error;

import java.time.Duration;

/** A service that the connector itself depends on did not answer, or refused the function's clock; nothing was done. */
public final class Unavailable extends ConnectorException {
    public Unavailable(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
