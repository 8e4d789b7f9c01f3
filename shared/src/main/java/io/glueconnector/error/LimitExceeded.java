package io.glueconnector.error;

import java.time.Duration;

/** The account has reached a quota. */
public final class LimitExceeded extends ConnectorException {
    public LimitExceeded(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
