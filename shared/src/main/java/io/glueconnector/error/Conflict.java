package io.glueconnector.error;

import java.time.Duration;

/** Something else is changing the same thing at this moment. */
public final class Conflict extends ConnectorException {
    public Conflict(String detail, Duration wait) {
        super(detail, Retry.after(wait));
    }
}
