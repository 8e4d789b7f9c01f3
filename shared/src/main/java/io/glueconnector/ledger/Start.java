package io.glueconnector.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One recorded start.
 *
 * @param id the row's key
 * @param state where in its life it is
 * @param token what the started run carries, so that it can be found again
 * @param holder who works on it, by a random name
 * @param fingerprint what tells its request from others
 * @param execution the workflow's execution that asked for it or settled it, if one did
 * @param target what is started
 * @param attempt how often Glue may have been asked, from 1
 * @param times when it was asked and when that is over
 * @param answer what the caller was answered, once STARTED
 * @param code why it was refused, once REFUSED
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
     * @param attemptAt when the last attempt was recorded; what earlier ones did was looked for before
     * @param leaseUntil until when the last attempt may still be under way
     * @param settledAt from when on Glue surely shows what the last attempt did
     * @param startedAt when the run's start was recorded
     */
    public record Times(
            Instant intentAt, Instant attemptAt, Instant leaseUntil, Instant settledAt, Optional<Instant> startedAt) {}

    /** Two attempts this far apart cannot be taken for each other, though clocks differ and times are rounded. */
    public static final Duration APART = Duration.ofSeconds(3);

    /** By how much the clocks of Glue and of the function may differ, a second of rounding included. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    /** Whether something that Glue says began at a time may have been begun by the last attempt. */
    public boolean mayHaveBegunAt(Instant time) {
        return !time.isBefore(beganFrom()) && !time.isAfter(beganUntil());
    }

    /** Until when the last attempt may have begun something, by Glue's clock. */
    public Instant beganUntil() {
        return answeredUntil().plus(Startable.BEGINS_WITHIN).plus(CLOCKS_DIFFER);
    }

    /** Until when the last attempt may have been answered, by Glue's clock. */
    public Instant endedUntil() {
        return answeredUntil().plus(CLOCKS_DIFFER);
    }

    private Instant answeredUntil() {
        return times.startedAt().orElse(times.leaseUntil());
    }

    /** From when on the last attempt may have begun something, by Glue's clock. */
    public Instant beganFrom() {
        return times.attemptAt().minus(CLOCKS_DIFFER);
    }

    /** The same start, once its answer is known. */
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

    /** The same start, of another execution or of none. */
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
