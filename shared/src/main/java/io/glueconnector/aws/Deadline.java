package io.glueconnector.aws;

import io.glueconnector.error.DeadlineExceeded;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * When a call must be answered: a second before Lambda would end the function.
 *
 * @param untilEnded the time until Lambda ends the function
 */
public record Deadline(Supplier<Duration> untilEnded) {
    private static final Duration TO_ANSWER = Duration.ofSeconds(1);
    private static final Duration TO_SETTLE = Duration.ofSeconds(8);

    /**
     * The time left to work in.
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
     * The time left for a start, so that enough remains to find out what became of it if its answer is lost.
     *
     * @throws DeadlineExceeded if there is none
     */
    Duration leftToStart() {
        Duration left = left();
        Duration half = left.dividedBy(2);
        return left.minus(half.compareTo(TO_SETTLE) < 0 ? half : TO_SETTLE);
    }
}
