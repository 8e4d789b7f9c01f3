package io.glueconnector.error;

import java.time.Duration;
import java.util.Optional;

/** Whether a failed request may be sent again unchanged, and after how long if waiting helps. */
public record Retry(boolean allowed, Optional<Duration> delay) {
    /** The same request would fail again. */
    public static Retry never() {
        return new Retry(false, Optional.empty());
    }

    /** Sending the same request again may help immediately. */
    public static Retry anytime() {
        return new Retry(true, Optional.empty());
    }

    /** Sending the same request again may help after the given time, which is rounded up to whole seconds for callers. */
    public static Retry after(Duration wait) {
        return new Retry(true, Optional.of(Duration.ofSeconds(Math.ceilDiv(wait.toMillis(), 1000))));
    }
}
