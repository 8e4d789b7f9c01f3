package io.glueconnector.error;

import java.time.Duration;

/** Glue throttled the request. */
public final class Throttled extends ConnectorException {
    public Throttled(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
