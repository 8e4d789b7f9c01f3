package io.glueconnector.ledger;

import io.glueconnector.error.Conflict;
import io.glueconnector.error.OutcomeUnknown;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The errors of a start that is in progress or in doubt. */
final class StartErrors {
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private StartErrors() {}

    static Conflict busy(Startable startable, Duration wait) {
        Duration atLeast = wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
        return new Conflict(
                "A start of %s is in progress. Wait, then send the same request with the same key."
                        .formatted(startable.target().name()),
                atLeast);
    }

    static Conflict contended(Startable startable) {
        return busy(startable, SHORTEST_WAIT);
    }

    static OutcomeUnknown unknown(Startable startable, String reason, Duration wait) {
        return new OutcomeUnknown(
                "It is not known whether %s was started: %s Nothing more was started; send the same request with the same key later."
                        .formatted(startable.target().name(), reason),
                wait);
    }

    static OutcomeUnknown unknowable(Startable startable, String reason, Instant now, Instant settledAt) {
        String detail =
                "It is not known whether %s was started, and no request can find out: %s Nothing more was started. From %s on, a person must check in Glue whether it ran, and start it with a new key if it did not."
                        .formatted(startable.target().name(), reason, settledAt.truncatedTo(ChronoUnit.SECONDS));
        return now.isBefore(settledAt)
                ? new OutcomeUnknown(detail, Duration.between(now, settledAt))
                : new OutcomeUnknown(detail);
    }
}
