package io.glueconnector.error;

import java.time.Duration;

/** A quota of the account is used up. */
public final class LimitExceeded extends ConnectorException {
    public LimitExceeded(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
