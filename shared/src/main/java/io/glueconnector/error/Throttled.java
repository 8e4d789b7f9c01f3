package io.glueconnector.error;

import java.time.Duration;

/** Glue asks to slow down. */
public final class Throttled extends ConnectorException {
    public Throttled(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
