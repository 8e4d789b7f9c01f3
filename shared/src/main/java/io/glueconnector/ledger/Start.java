package io.glueconnector.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One recorded start.
 *
 * @param id the key of its item
 * @param state the state of the start
 * @param token the token that the started run carries, so it can be found again
 * @param holder the random name of the invocation that works on it
 * @param fingerprint distinguishes its request from others
 * @param execution the workflow execution that requested or resolved it, if any
 * @param target what is started
 * @param attempt the number of the current attempt, from 1
 * @param times when its attempts were made, and how long they may still take effect
 * @param answer the response to the caller, once STARTED
 * @param code the error code, once REFUSED
 */
public record Start(
        String id,
        StartState state,
        String token,
        String holder,
        String fingerprint,
        Optional<String> execution,
        StartTarget target,
        int attempt,
        Times times,
        Optional<Map<String, Object>> answer,
        Optional<String> code) {

    /**
     * The times of a start, in milliseconds.
     *
     * @param intentAt when the first attempt was recorded
     * @param attemptAt when the last attempt was recorded; by then, a search had looked for the effects of earlier ones
     * @param leaseUntil the time until which the last attempt may still be in progress
     * @param settledAt the time from which Glue definitely shows what the last attempt did
     * @param startedAt when the outcome was recorded
     */
    public record Times(
            Instant intentAt, Instant attemptAt, Instant leaseUntil, Instant settledAt, Optional<Instant> startedAt) {}

    /** Two attempts this far apart cannot be confused, even though clocks differ and times are rounded. */
    public static final Duration APART = Duration.ofSeconds(3);

    /** The maximum difference between the clocks of Glue and the function, including one second of rounding. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    /** Whether the last attempt may have started something that began at the given time according to Glue. */
    public boolean mayHaveBegunAt(Instant time) {
        return !time.isBefore(beganFrom()) && !time.isAfter(beganUntil());
    }

    /** Returns the latest time at which the last attempt may have started something, by Glue's clock. */
    public Instant beganUntil() {
        return answeredUntil().plus(Startable.BEGINS_WITHIN).plus(CLOCKS_DIFFER);
    }

    /** Returns the latest time at which the last attempt may have received its response, by Glue's clock. */
    public Instant endedUntil() {
        return answeredUntil().plus(CLOCKS_DIFFER);
    }

    private Instant answeredUntil() {
        return times.startedAt().orElse(times.leaseUntil());
    }

    /** Returns the earliest time at which the last attempt may have started something, by Glue's clock. */
    public Instant beganFrom() {
        return times.attemptAt().minus(CLOCKS_DIFFER);
    }

    /** Returns the same start with its known answer. */
    Start startedWith(Map<String, Object> known, Instant at) {
        Times then =
                new Times(times.intentAt(), times.attemptAt(), times.leaseUntil(), times.settledAt(), Optional.of(at));
        return new Start(
                id,
                StartState.STARTED,
                token,
                holder,
                fingerprint,
                execution,
                target,
                attempt,
                then,
                Optional.of(known),
                code);
    }

    /** Returns the same start for another execution, or for none. */
    Start askedFor(Optional<String> by) {
        return new Start(id, state, token, holder, fingerprint, by, target, attempt, times, answer, code);
    }

    boolean isUnderWay(Instant now) {
        return state == StartState.STARTING && now.isBefore(times.leaseUntil());
    }

    boolean isSettled(Instant now) {
        return !now.isBefore(times.settledAt());
    }
}
