package io.glueconnector.error;

import java.time.Duration;

/** Another call is changing the same resource. */
public final class Conflict extends ConnectorException {
    public Conflict(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
