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

    /**
     * The time left to work in.
     *
     * @throws DeadlineExceeded if there is none
     */
    public Duration left() {
        Duration left = untilEnded.get().minus(TO_ANSWER);
        if (left.isPositive()) {
            return left;
        }
        throw new DeadlineExceeded("The time for this call is used up. Nothing more was done; try again.");
    }
}
