package io.glueconnector.error;

import java.time.Duration;

/** The crawler is already running. */
public final class AlreadyRunning extends ConnectorException {
    public AlreadyRunning(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
