package io.glueconnector.error;

import java.time.Duration;

/** The job has reached its maximum concurrent runs. */
public final class ConcurrentRunsExceeded extends ConnectorException {
    public ConcurrentRunsExceeded(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
