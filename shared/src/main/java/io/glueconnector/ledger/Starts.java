package io.glueconnector.ledger;

import io.glueconnector.error.Conflict;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.IdempotencyConflict;
import io.glueconnector.error.Internal;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.error.Unavailable;
import io.glueconnector.request.Digest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Starts things once. The intent is recorded before Glue is called, and the outcome afterwards. If the outcome is in doubt, a
 * search in Glue resolves it. While that search proves nothing, the caller gets an error and nothing is started.
 *
 * <p>A successful start costs two writes, a replay one.
 */
public final class Starts {
    /** The time after an attempt during which Glue may not show its effects yet. */
    static final Duration SETTLES_IN = Duration.ofSeconds(60);

    /** The time by which an attempt's lease outlasts the latest possible end of the attempt. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final StartTable table;
    private final Clock clock;
    private final Supplier<String> ids;

    /**
     * Records starts in a table.
     *
     * @param ids supplies a new random id for each token and holder
     */
    public Starts(StartTable table, Clock clock, Supplier<String> ids) {
        this.table = table;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Starts something, or replays the response of the same start.
     *
     * @throws IdempotencyConflict if the key was used for another request
     * @throws Conflict if the same start, or another one of the same name, is in progress
     * @throws OutcomeUnknown if it may have taken effect; a later call with the same key resolves it
     * @throws ConnectorException if it definitely had no effect
     */
    public Outcome once(Caller caller, StartRequest request, Startable startable) {
        Instant now = clock.instant();
        Start intent = intent(caller, request, startable, now);
        return switch (table.claim(intent, startable.trace().leasesName(), now)) {
            case WriteResult.Done _ -> attempt(intent, startable);
            case WriteResult.Leased leased -> throw StartErrors.busy(startable, Duration.between(now, leased.until()));
            case WriteResult.Refused(Optional<Start> found) ->
                resume(found.orElseThrow(() -> StartErrors.contended(startable)), intent, startable, caller);
        };
    }

    /** Returns the report of the start under a key, if there is one. */
    public Optional<StartReport> report(Caller caller, String key) {
        Instant now = clock.instant();
        return table.find(Caller.startId(caller.connection(), key), now).map(start -> StartReport.of(start, now));
    }

    /**
     * Returns the report of the start under a key, if there is one. If the start is in doubt, it searches Glue and records the
     * result as the outcome. It starts nothing.
     *
     * @param traces returns how to find what a start began
     */
    public Optional<StartReport> settled(Caller caller, String key, Function<Start, Trace> traces) {
        return table.find(Caller.startId(caller.connection(), key), clock.instant())
                .map(start -> settled(start, traces.apply(start)));
    }

    /**
     * Searches Glue for what the start under a key began, if there is one. It starts nothing and records nothing.
     *
     * @param search finds what a start began, given the ids that the latest start of its target claimed
     * @throws ConnectorException if the table cannot be read, or if the search throws one
     */
    public Optional<SearchResult> trace(
            Caller caller, String key, BiFunction<Start, Set<String>, SearchResult> search) {
        return table.find(Caller.startId(caller.connection(), key), clock.instant())
                .map(start -> search.apply(start, table.claimedIds(start.target())));
    }

    private StartReport settled(Start start, Trace trace) {
        Instant looked = clock.instant();
        StartReport before = StartReport.of(start, looked);
        if (start.state() != StartState.STARTING || start.isUnderWay(looked)) {
            return before;
        }
        return switch (search(start, trace)) {
            case SearchResult.Found found -> {
                Outcome outcome = commit(start, trace, found, true);
                yield StartReport.of(start.startedWith(outcome.answer(), looked), looked);
            }
            case SearchResult.Inconclusive search -> before.because(search.reason());
            case SearchResult.NotFound _ -> start.isSettled(looked) ? before.notStarted() : before;
        };
    }

    private Start intent(Caller caller, StartRequest request, Startable startable, Instant now) {
        StartTarget target = startable.target();
        return new Start(
                caller.startId(request),
                StartState.STARTING,
                ids.get(),
                ids.get(),
                Digest.of(target.action(), target.region(), target.name(), request.fingerprint()),
                request.execution(),
                target,
                1,
                times(now, now, caller),
                Optional.empty(),
                Optional.empty());
    }

    private static Start.Times times(Instant intentAt, Instant now, Caller caller) {
        Instant leaseUntil = now.plus(caller.untilEnded().get()).plus(MARGIN);
        return new Start.Times(intentAt, now, leaseUntil, leaseUntil.plus(SETTLES_IN), Optional.empty());
    }

    private Outcome resume(Start found, Start intent, Startable startable, Caller caller) {
        if (!found.fingerprint().equals(intent.fingerprint())) {
            throw new IdempotencyConflict(
                    "idempotencyKey: was already used for another request. Use a new key for a new request.");
        }
        Instant now = clock.instant();
        if (found.isUnderWay(now)) {
            throw StartErrors.busy(
                    startable, Duration.between(now, found.times().leaseUntil()));
        }
        return switch (found.state()) {
            case STARTED -> new Outcome(found.answer().orElseThrow(), true, false, true);
            case REFUSED -> throw StartErrors.contended(startable);
            // The caller that resolves the start owns it: a stop for the first execution must not reach the second
            // one's run.
            case STARTING -> settle(found.askedFor(intent.execution()), startable, caller);
        };
    }

    /** Resolves a start in doubt by a search, or by one more attempt once Glue would definitely show the last one. */
    private Outcome settle(Start doubtful, Startable startable, Caller caller) {
        Instant looked = clock.instant();
        Instant settledAt = doubtful.times().settledAt();
        return switch (search(doubtful, startable.trace())) {
            case SearchResult.Found found -> commit(doubtful, startable.trace(), found, true);
            case SearchResult.Inconclusive(String reason, boolean permanent) ->
                throw permanent
                        ? StartErrors.unknowable(startable, reason, looked, settledAt)
                        : StartErrors.unknown(startable, reason, SETTLES_IN);
            case SearchResult.NotFound _ -> {
                if (!doubtful.isSettled(looked)) {
                    throw StartErrors.unknown(
                            startable, "Glue shows no run of it yet.", Duration.between(looked, settledAt));
                }
                yield retry(doubtful, startable, caller);
            }
        };
    }

    private Outcome retry(Start doubtful, Startable startable, Caller caller) {
        Instant now = clock.instant();
        Start next = new Start(
                doubtful.id(),
                StartState.STARTING,
                doubtful.token(),
                ids.get(),
                doubtful.fingerprint(),
                doubtful.execution(),
                doubtful.target(),
                doubtful.attempt() + 1,
                times(doubtful.times().intentAt(), now, caller),
                Optional.empty(),
                Optional.empty());
        return switch (table.takeOver(doubtful, next, startable.trace().leasesName(), now)) {
            case WriteResult.Done _ -> attempt(next, startable);
            case WriteResult.Leased leased -> throw StartErrors.busy(startable, Duration.between(now, leased.until()));
            case WriteResult.Refused _ -> throw StartErrors.contended(startable);
        };
    }

    private Outcome attempt(Start start, Startable startable) {
        Map<String, Object> answer;
        try {
            answer = startable.start(start);
        } catch (OutcomeUnknown e) {
            return afterLostAnswer(start, startable, e);
        } catch (ConnectorException e) {
            recordRefusal(start, startable, e);
            throw e;
        } catch (RuntimeException e) {
            String reason = "Glue's response could not be read.";
            return afterLostAnswer(start, startable, StartErrors.unknown(startable, reason, SETTLES_IN));
        }
        // An earlier attempt may show up only now, and no later call searches for it.
        boolean duplicated = start.attempt() > 1
                && search(start, startable.trace()) instanceof SearchResult.Found found
                && found.duplicated();
        return commit(start, startable.trace(), new SearchResult.Found(answer, duplicated), false);
    }

    private Outcome afterLostAnswer(Start start, Startable startable, OutcomeUnknown lost) {
        SearchResult result = search(start, startable.trace());
        if (result instanceof SearchResult.Found found) {
            return commit(start, startable.trace(), found, false);
        }
        Instant now = clock.instant();
        Instant settledAt = Collections.min(List.of(start.times().settledAt(), now.plus(SETTLES_IN)));
        bestEffort(() -> table.endLease(start, settledAt, now));
        throw result instanceof SearchResult.Inconclusive(String reason, boolean permanent) && permanent
                ? StartErrors.unknowable(startable, reason, now, settledAt)
                : lost;
    }

    // Only a rejected first attempt frees the key: a later one may be rejected because the earlier one runs.
    private void recordRefusal(Start start, Startable startable, ConnectorException refusal) {
        Instant now = clock.instant();
        if (start.attempt() == 1) {
            bestEffort(
                    () -> table.refuse(start, refusal.code(), startable.trace().leasesName(), now));
        } else {
            bestEffort(() -> table.endLease(start, now, now));
        }
    }

    private Outcome commit(Start start, Trace trace, SearchResult.Found result, boolean replayed) {
        Instant now = clock.instant();
        Map<String, Object> answer = result.answer();
        Outcome outcome = new Outcome(answer, replayed, result.duplicated(), true);
        StartTable.Release release =
                new StartTable.Release(trace.leasesName(), now.plus(trace.cooldown(answer)), trace.claimedIds(answer));
        try {
            return table.commit(start, answer, release, now) instanceof WriteResult.Refused(Optional<Start> found)
                    ? found.map(first -> committedBefore(first, start, outcome)).orElse(outcome)
                    : outcome;
        } catch (ConnectorException notRecorded) {
            // The outcome is known anyway; a later call with the same key finds the run by its token.
            return new Outcome(answer, replayed, result.duplicated(), false);
        }
    }

    // After a lost response the client sends the write again, which then finds its own item.
    private static Outcome committedBefore(Start found, Start start, Outcome outcome) {
        boolean own = found.holder().equals(start.holder()) && found.attempt() == start.attempt();
        Map<String, Object> first = found.answer().orElse(outcome.answer());
        boolean duplicated = outcome.duplicated() || !first.equals(outcome.answer());
        return new Outcome(first, outcome.replayed() || !own, duplicated, true);
    }

    private SearchResult search(Start start, Trace trace) {
        try {
            Set<String> claimed = trace.leasesName() ? table.claimedIds(start.target()) : Set.of();
            return trace.search(start, claimed);
        } catch (Unavailable | Internal notRead) {
            return new SearchResult.Inconclusive("the starts table could not be read (%s).".formatted(notRead.code()));
        }
    }

    // A failed write does not change the outcome; the next call with the same key resolves the start.
    private static void bestEffort(Runnable write) {
        try {
            write.run();
        } catch (ConnectorException notRecorded) {
            return;
        }
    }

    /**
     * The outcome of a successful start.
     *
     * @param answer the response for the caller
     * @param replayed whether an earlier call started it
     * @param duplicated whether Glue shows more than one run of it
     * @param recorded whether the table holds the outcome; if not, only the run's token shows it
     */
    public record Outcome(Map<String, Object> answer, boolean replayed, boolean duplicated, boolean recorded) {

        /** Returns the response with the fields {@code replayed} and {@code protected}. */
        public Map<String, Object> marked(boolean byCallersKey) {
            Map<String, Object> marked = new LinkedHashMap<>(answer);
            marked.put("replayed", replayed);
            marked.put("protected", byCallersKey);
            return marked;
        }
    }
}
