package io.glueconnector.aws;

import io.glueconnector.error.DeadlineExceeded;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The time by which a call must return: one second before Lambda stops the function.
 *
 * @param untilEnded the time until Lambda stops the function
 */
public record Deadline(Supplier<Duration> untilEnded) {
    private static final Duration TO_ANSWER = Duration.ofSeconds(1);
    private static final Duration TO_SETTLE = Duration.ofSeconds(8);

    /**
     * Returns the time left for work.
     *
     * @throws DeadlineExceeded if there is none
     */
    Duration left() {
        Duration left = untilEnded.get().minus(TO_ANSWER);
        if (left.isPositive()) {
            return left;
        }
        throw new DeadlineExceeded("This call ran out of time. Nothing more was done; try again.");
    }

    /**
     * Returns the time left for a start. Enough time remains afterwards to resolve its outcome if the response is lost.
     *
     * @throws DeadlineExceeded if there is none
     */
    Duration leftToStart() {
        Duration left = left();
        Duration half = left.dividedBy(2);
        return left.minus(half.compareTo(TO_SETTLE) < 0 ? half : TO_SETTLE);
    }
}
