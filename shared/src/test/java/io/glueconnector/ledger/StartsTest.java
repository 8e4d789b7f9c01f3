package io.glueconnector.ledger;

import static io.glueconnector.ledger.Ledger.request;
import static io.glueconnector.ledger.ScriptedStart.answer;
import static io.glueconnector.ledger.ScriptedStart.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.error.Conflict;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.IdempotencyConflict;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.error.Unavailable;
import io.glueconnector.request.Digest;
import io.glueconnector.testing.StubServer.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol of starting once, against a table on a socket and a scripted Glue. */
class StartsTest {
    private final OutcomeUnknown lost = new OutcomeUnknown("the response was lost", Duration.ofSeconds(60));
    private static final SearchResult NOTHING = new SearchResult.NotFound();
    /** A lease lasts for the caller's remaining time plus one second. */
    private static final Duration LEASE = Ledger.TIME_LEFT.plusSeconds(1);

    @RegisterExtension
    private final Ledger ledger = new Ledger();

    private Starts.Outcome start(ScriptedStart what) {
        return ledger.starts().once(ledger.caller(), request("monday"), what);
    }

    private <T extends ConnectorException> T failure(Class<T> type, ScriptedStart what) {
        return catchThrowableOfType(type, () -> start(what));
    }

    private static ScriptedStart job() {
        return new ScriptedStart("nightly", false);
    }

    @Test
    void once_firstResponse_isRecordedAndNeitherReplayedNorDuplicated() {
        assertThat(start(job().answers("jr_1"))).isEqualTo(new Starts.Outcome(answer("jr_1"), false, false, true));

        assertThat(ledger.value("monday", "state")).isEqualTo("STARTED");
        assertThat(ledger.value("monday", "attempt")).isEqualTo("1");
    }

    @Test
    void once_sameKeyAgain_replaysWithoutCallingGlue() {
        start(job().answers("jr_1"));

        ScriptedStart again = job();
        assertThat(start(again)).isEqualTo(new Starts.Outcome(answer("jr_1"), true, false, true));

        assertThat(again.attempts).isEmpty();
    }

    @Test
    void once_sameKeyForAnotherTarget_isRejected() {
        start(job().answers("jr_1"));

        assertThat(failure(IdempotencyConflict.class, new ScriptedStart("hourly", false))
                        .detail())
                .startsWith("idempotencyKey: was already used for another request.");
    }

    @Test
    void once_lostResponseThatTheSearchFinds_isTheFirstResponse() {
        assertThat(start(job().fails(lost).shows(found("jr_1", false))))
                .isEqualTo(new Starts.Outcome(answer("jr_1"), false, false, true));
    }

    @Test
    void once_lostResponseAndTwoRuns_isDuplicated() {
        assertThat(start(job().fails(lost).shows(found("jr_1", true))).duplicated())
                .isTrue();
    }

    @Test
    void once_unreadableResponse_isSearchedFor() {
        assertThat(start(job().fails(new IllegalStateException("odd")).shows(found("jr_1", false)))
                        .answer())
                .isEqualTo(answer("jr_1"));
    }

    @Test
    void once_unreadableResponseAndNothingFound_isUnknown() {
        OutcomeUnknown unknown = failure(
                OutcomeUnknown.class,
                job().fails(new IllegalStateException("odd")).shows(NOTHING));

        assertThat(unknown.detail()).contains("Glue's response could not be read.");
        assertThat(unknown.retry().delay()).contains(Duration.ofSeconds(60));
    }

    @Test
    void once_lostResponseAndNothingFound_allowsTheNextSearch() {
        assertThat(failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING)))
                .isSameAs(lost);

        assertThat(ledger.value("monday", "state")).isEqualTo("STARTING");
        assertThat(ledger.value("monday", "leaseUntil")).isEqualTo(millis(Ledger.BEGIN));
        assertThat(ledger.value("monday", "settledAt")).isEqualTo(millis(Ledger.BEGIN.plusSeconds(60)));
    }

    @Test
    void once_responseLostAfterTheLease_keepsTheTimeOfTheLease() {
        failure(
                OutcomeUnknown.class,
                job().does(() -> {
                            ledger.clock.advance(LEASE.plusSeconds(10));
                            throw lost;
                        })
                        .shows(NOTHING));

        assertThat(ledger.value("monday", "settledAt"))
                .isEqualTo(millis(Ledger.BEGIN.plus(LEASE).plusSeconds(60)));
    }

    @Test
    void once_doubtBeforeGlueWouldShowIt_waitsForTheRestOfTheMinute() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(20));

        OutcomeUnknown unknown = failure(OutcomeUnknown.class, job().shows(NOTHING));

        assertThat(unknown.detail())
                .isEqualTo(
                        "It is not known whether nightly was started: Glue shows no run of it yet. Nothing more was started; send the same request with the same key later.");
        assertThat(unknown.retry().delay()).contains(Duration.ofSeconds(40));
    }

    @Test
    void once_settledDoubt_retriesUnderTheSameTokenWithTheNextNumber() {
        ScriptedStart first = job().fails(lost).shows(NOTHING);
        failure(OutcomeUnknown.class, first);
        ledger.clock.advance(Duration.ofSeconds(60));

        ScriptedStart second = job().shows(NOTHING).answers("jr_2").shows(NOTHING);
        assertThat(start(second)).isEqualTo(new Starts.Outcome(answer("jr_2"), false, false, true));

        Start again = second.attempts.getFirst();
        Start before = first.attempts.getFirst();
        assertThat(again.token()).isEqualTo(before.token());
        assertThat(again.holder()).isNotEqualTo(before.holder());
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.times().intentAt()).isEqualTo(Ledger.BEGIN);
        assertThat(again.times().attemptAt()).isEqualTo(Ledger.BEGIN.plusSeconds(60));
        assertThat(again.times().leaseUntil())
                .isEqualTo(Ledger.BEGIN.plusSeconds(60).plus(LEASE));
        assertThat(again.times().settledAt())
                .isEqualTo(Ledger.BEGIN.plusSeconds(120).plus(LEASE));
        assertThat(ledger.value("monday", "attempt")).isEqualTo("2");
    }

    @Test
    void once_thirdAttempt_hasTheThirdNumber() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(60));
        failure(OutcomeUnknown.class, job().shows(NOTHING).fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(60));

        ScriptedStart third = job().shows(NOTHING).answers("jr_3").shows(NOTHING);
        start(third);

        assertThat(third.attempts.getFirst().attempt()).isEqualTo(3);
        assertThat(ledger.value("monday", "attempt")).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void once_laterAttempt_searchesForTheEarlierOne(boolean duplicated) {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(60));

        ScriptedStart second = job().shows(NOTHING).answers("jr_2").shows(found("jr_1", duplicated));

        assertThat(start(second)).isEqualTo(new Starts.Outcome(answer("jr_2"), false, duplicated, true));
        assertThat(second.claimed).hasSize(2);
    }

    @Test
    void once_firstAttempt_searchesForNothing() {
        ScriptedStart only = job().answers("jr_1");

        start(only);

        assertThat(only.claimed).isEmpty();
    }

    @Test
    void once_doubtThatASearchResolves_isReplayed() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));

        assertThat(start(job().shows(found("jr_1", true))))
                .isEqualTo(new Starts.Outcome(answer("jr_1"), true, true, true));
        assertThat(ledger.value("monday", "state")).isEqualTo("STARTED");
    }

    @Test
    void once_doubtThatTheSearchCannotResolve_isUnknownForAnotherMinute() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofHours(1));

        OutcomeUnknown unknown =
                failure(OutcomeUnknown.class, job().shows(new SearchResult.Inconclusive("the reason.")));

        assertThat(unknown.detail()).contains("the reason.");
        assertThat(unknown.retry().delay()).contains(Duration.ofSeconds(60));
    }

    @Test
    void once_doubtThatNoSearchCanResolve_saysWhenAPersonMustCheck() {
        SearchResult never = new SearchResult.Inconclusive("it leaves no trace.", true);

        OutcomeUnknown first = failure(OutcomeUnknown.class, job().fails(lost).shows(never));
        ledger.clock.advance(Duration.ofMillis(59_999));
        OutcomeUnknown justBefore = failure(OutcomeUnknown.class, job().shows(never));
        ledger.clock.advance(Duration.ofMillis(1));
        OutcomeUnknown then = failure(OutcomeUnknown.class, job().shows(never));

        assertThat(first.detail())
                .isEqualTo(
                        "It is not known whether nightly was started, and no request can find out: it leaves no trace. Nothing more was started. From 2026-03-01T12:01:00Z on, a person must check in Glue whether it ran, and start it with a new key if it did not.");
        assertThat(first.retry().delay()).contains(Duration.ofSeconds(60));
        assertThat(justBefore.detail()).isEqualTo(first.detail());
        assertThat(justBefore.retry().delay()).contains(Duration.ofSeconds(1));
        assertThat(then.detail()).isEqualTo(first.detail());
        assertThat(then.retry().allowed()).isFalse();
    }

    @Test
    void once_inProgress_isAConflictForTheRestOfTheLease() {
        failure(Unavailable.class, job().fails(new Unavailable("x", Duration.ofSeconds(5))));
        // A function that was killed leaves its claim behind.
        ledger.table().claim(claim("monday"), false, ledger.clock.instant());
        ledger.clock.advance(Duration.ofSeconds(7));

        Conflict busy = failure(Conflict.class, job());

        assertThat(busy.detail()).startsWith("A start of nightly is in progress.");
        assertThat(busy.retry().delay()).contains(LEASE.minusSeconds(7));
    }

    @Test
    void once_expiredLease_isSearchedFor() {
        ledger.table().claim(claim("monday"), false, ledger.clock.instant());
        ledger.clock.advance(LEASE);

        assertThat(start(job().shows(found("jr_1", false))).replayed()).isTrue();
    }

    @Test
    void once_rejectedFirstAttempt_freesTheKey() {
        InvalidRequest refused = new InvalidRequest("no");

        assertThat(failure(InvalidRequest.class, job().fails(refused))).isSameAs(refused);
        assertThat(ledger.value("monday", "state")).isEqualTo("REFUSED");
        assertThat(ledger.value("monday", "code")).isEqualTo("InvalidRequest");

        ScriptedStart next = job().answers("jr_1");
        assertThat(start(next).replayed()).isFalse();
        assertThat(next.attempts.getFirst().attempt()).isEqualTo(1);
    }

    @Test
    void once_rejectedLaterAttempt_keepsTheKeyAndIsSearchedForImmediately() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(60));
        failure(InvalidRequest.class, job().shows(NOTHING).fails(new InvalidRequest("no")));

        assertThat(ledger.value("monday", "state")).isEqualTo("STARTING");
        assertThat(ledger.value("monday", "settledAt")).isEqualTo(millis(ledger.clock.instant()));
        assertThat(start(job().shows(found("jr_1", false))).replayed()).isTrue();
    }

    @Test
    void once_unrecordedResponse_isReturnedAnyway() {
        ScriptedStart unrecorded = job().does(() -> {
            ledger.dynamoDb.failWith(Reply.failure(400, "AccessDeniedException", "no"));
            return answer("jr_1");
        });

        assertThat(start(unrecorded)).isEqualTo(new Starts.Outcome(answer("jr_1"), false, false, false));

        ledger.dynamoDb.recover();
        assertThat(ledger.value("monday", "state")).isEqualTo("STARTING");
    }

    @Test
    void once_commitWithALostResponse_isRecognizedAsItsOwn() {
        ScriptedStart resent = job().does(() -> {
            ledger.dynamoDb.loseAnswers(1);
            return answer("jr_1");
        });

        assertThat(start(resent)).isEqualTo(new Starts.Outcome(answer("jr_1"), false, false, true));
    }

    @Test
    void once_claimWithALostResponse_isRecognizedAsItsOwn() {
        ledger.dynamoDb.loseAnswers(1);

        assertThat(start(job().answers("jr_1"))).isEqualTo(new Starts.Outcome(answer("jr_1"), false, false, true));
    }

    @Test
    void once_takeOverWithALostResponse_isRecognizedAsItsOwn() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(60));

        ScriptedStart second = job().searches(() -> {
                    ledger.dynamoDb.loseAnswers(1);
                    return NOTHING;
                })
                .answers("jr_2")
                .shows(NOTHING);

        assertThat(start(second).answer()).isEqualTo(answer("jr_2"));
        assertThat(second.attempts).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"jr_1, false", "jr_0, true"})
    void once_foundByAnotherCallMeanwhile_returnsTheRecordedAnswer(String recorded, boolean duplicated) {
        ScriptedStart slow = job().does(() -> {
            ledger.clock.advance(LEASE);
            start(job().shows(found(recorded, false)));
            return answer("jr_1");
        });

        assertThat(start(slow)).isEqualTo(new Starts.Outcome(answer(recorded), false, duplicated, true));
    }

    @ParameterizedTest
    @CsvSource({"jr_1, false", "jr_2, true"})
    void once_startedByAnotherCallMeanwhile_replaysThatRun(String recorded, boolean duplicated) {
        ScriptedStart slow = job().does(() -> {
            ledger.clock.advance(LEASE.plusSeconds(60));
            start(job().shows(NOTHING).answers(recorded).shows(NOTHING));
            return answer("jr_1");
        });

        assertThat(start(slow)).isEqualTo(new Starts.Outcome(answer(recorded), true, duplicated, true));
    }

    @Test
    void once_itemDeletedMeanwhile_returns() {
        ScriptedStart forgotten = job().does(() -> {
            ledger.dynamoDb.delete(Caller.startId(job().target().connection(), "monday"));
            return answer("jr_1");
        });

        assertThat(start(forgotten)).isEqualTo(new Starts.Outcome(answer("jr_1"), false, false, true));
    }

    @Test
    void once_takenOverByAnotherCallMeanwhile_isAConflict() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(60));
        ScriptedStart late = job().searches(() -> {
            start(job().shows(NOTHING).answers("jr_2").shows(NOTHING));
            return NOTHING;
        });

        Conflict contended = failure(Conflict.class, late);

        assertThat(contended.retry().delay()).contains(Duration.ofSeconds(1));
        assertThat(late.attempts).isEmpty();
    }

    @Test
    void once_rejectedAfterATakeOver_doesNotChangeTheOther() {
        ScriptedStart late = job().does(() -> {
            ledger.clock.advance(LEASE.plusSeconds(60));
            start(job().shows(NOTHING).answers("jr_2").shows(NOTHING));
            throw new InvalidRequest("no");
        });

        failure(InvalidRequest.class, late);

        assertThat(ledger.value("monday", "state")).isEqualTo("STARTED");
        assertThat(start(job()).answer()).isEqualTo(answer("jr_2"));
    }

    @Test
    void once_underAnExecution_recordsTheOneThatResolvesIt() {
        failure(OutcomeUnknown.class, job().fails(lost).shows(NOTHING));

        StartRequest other = new StartRequest(Optional.of("monday"), Optional.of("execution-2"), "fingerprint");
        ledger.starts().once(ledger.caller(), other, job().shows(found("jr_1", false)));

        assertThat(ledger.value("monday", "execution")).isEqualTo("execution-2");
    }

    private static Start claim(String key) {
        Instant lease = Ledger.BEGIN.plus(LEASE);
        return new Start(
                Caller.startId(job().target().connection(), key),
                StartState.STARTING,
                "token",
                "holder",
                fingerprint(),
                Optional.empty(),
                job().target(),
                1,
                new Start.Times(Ledger.BEGIN, Ledger.BEGIN, lease, lease.plusSeconds(60), Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    private static String fingerprint() {
        StartTarget target = job().target();
        return Digest.of(target.action(), target.region(), target.name(), "fingerprint");
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }
}
