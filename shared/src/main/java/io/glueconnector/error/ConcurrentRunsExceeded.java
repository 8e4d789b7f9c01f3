package io.glueconnector.error;

import java.time.Duration;

/** The job runs as often at once as it may. */
public final class ConcurrentRunsExceeded extends ConnectorException {
    public ConcurrentRunsExceeded(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
