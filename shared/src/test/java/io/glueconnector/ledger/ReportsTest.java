package io.glueconnector.ledger;

import static io.glueconnector.ledger.Ledger.request;
import static io.glueconnector.ledger.ScriptedStart.answer;
import static io.glueconnector.ledger.ScriptedStart.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.OutcomeUnknown;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The reports of recorded starts for callers and workflows. */
class ReportsTest {
    private final OutcomeUnknown lost = new OutcomeUnknown("the response was lost", Duration.ofSeconds(60));
    private static final SearchResult NOTHING = new SearchResult.NotFound();
    private static final Duration KEPT = Duration.ofDays(37);

    @RegisterExtension
    private final Ledger ledger = new Ledger();

    private static ScriptedStart job() {
        return new ScriptedStart("nightly", false);
    }

    private Map<String, Object> report() {
        return ledger.starts().report(ledger.caller(), "monday").orElseThrow().members();
    }

    private Map<String, Object> settled(ScriptedStart trace) {
        return ledger.starts()
                .settled(ledger.caller(), "monday", _ -> trace)
                .orElseThrow()
                .members();
    }

    private void start(ScriptedStart what) {
        ledger.starts().once(ledger.caller(), request("monday"), what);
    }

    private void loseTheResponse() {
        assertThatExceptionOfType(OutcomeUnknown.class)
                .isThrownBy(() -> start(job().fails(lost).shows(NOTHING)));
    }

    private static Map<String, Object> members(String state) {
        return Map.of(
                "state", state,
                "action", "StartJobRun",
                "name", "nightly",
                "region", "eu-west-1",
                "execution", "execution-1",
                "requestedAt", Ledger.BEGIN);
    }

    @Test
    void report_noStart_isEmpty() {
        assertThat(ledger.starts().report(ledger.caller(), "monday")).isEmpty();
    }

    @Test
    void report_started_showsTheTimeAndTheAnswer() {
        start(job().does(() -> {
            ledger.clock.advance(Duration.ofSeconds(3));
            return Map.of("jobRunId", "jr_1", "run", "jr_1", "name", "another", "state", "CREATED");
        }));

        assertThat(report())
                .containsAllEntriesOf(members("started"))
                .containsEntry("startedAt", Ledger.BEGIN.plusSeconds(3))
                .containsEntry("jobRunId", "jr_1")
                .doesNotContainKeys("code", "reason")
                .hasSize(9);
    }

    @Test
    void report_withoutAnExecution_namesNone() {
        StartRequest request = new StartRequest(Optional.of("monday"), Optional.empty(), "fingerprint");
        ledger.starts().once(ledger.caller(), request, job().answers("jr_1"));

        assertThat(report()).doesNotContainKey("execution");
    }

    @Test
    void report_refused_showsTheCode() {
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> start(job().fails(new InvalidRequest("no"))));

        assertThat(report())
                .containsAllEntriesOf(members("refused"))
                .containsEntry("code", "InvalidRequest")
                .hasSize(7);
    }

    @Test
    void report_startedAfterARejection_showsNoCode() {
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> start(job().fails(new InvalidRequest("no"))));
        start(job().answers("jr_1"));

        assertThat(report()).containsEntry("state", "started").doesNotContainKey("code");
    }

    @Test
    void report_inProgress_isInFlightUntilTheLeaseExpires() {
        start(job().does(() -> {
            assertThat(report()).isEqualTo(members("inFlight"));
            ledger.clock.advance(Ledger.TIME_LEFT.plusMillis(999));
            assertThat(report()).containsEntry("state", "inFlight");
            ledger.clock.advance(Duration.ofMillis(1));
            assertThat(report()).isEqualTo(members("unknown"));
            return answer("jr_1");
        }));
    }

    @Test
    void report_expiredItem_isEmpty() {
        ledger.clock.advance(Duration.ofMillis(500));
        start(job().answers("jr_1"));
        assertThat(ledger.value("monday", "expiresAt"))
                .isEqualTo(Long.toString(Ledger.BEGIN.plus(KEPT).getEpochSecond()));

        ledger.clock.advance(KEPT.minusMillis(501));
        assertThat(ledger.starts().report(ledger.caller(), "monday")).isPresent();
        ledger.clock.advance(Duration.ofMillis(1));
        assertThat(ledger.starts().report(ledger.caller(), "monday")).isEmpty();
    }

    @Test
    void once_expiredItem_startsAgain() {
        start(job().answers("jr_1"));
        ledger.clock.advance(KEPT);
        ScriptedStart again = job().answers("jr_2");

        start(again);

        assertThat(again.attempts).hasSize(1);
        assertThat(report()).containsEntry("run", "jr_2");
    }

    @Test
    void settled_noDoubt_searchesForNothing() {
        start(job().does(() -> {
            assertThat(settled(job())).containsEntry("state", "inFlight");
            return answer("jr_1");
        }));

        assertThat(settled(job())).containsEntry("state", "started").containsEntry("run", "jr_1");
    }

    @Test
    void settled_doubtThatTheSearchResolves_isRecorded() {
        loseTheResponse();
        ledger.clock.advance(Duration.ofSeconds(9));

        Map<String, Object> settled = settled(job().shows(found("jr_1", false)));

        assertThat(settled)
                .containsAllEntriesOf(members("started"))
                .containsEntry("run", "jr_1")
                .containsEntry("startedAt", Ledger.BEGIN.plusSeconds(9));
        assertThat(report()).isEqualTo(settled);
    }

    @Test
    void settled_inconclusiveSearch_showsTheReason() {
        loseTheResponse();

        assertThat(settled(job().shows(new SearchResult.Inconclusive("because."))))
                .containsEntry("state", "unknown")
                .containsEntry("reason", "because.");
    }

    @Test
    void settled_nothingFound_isNotStartedAfterAMinute() {
        loseTheResponse();
        ledger.clock.advance(Duration.ofMillis(59_999));
        assertThat(settled(job().shows(NOTHING)))
                .containsEntry("state", "unknown")
                .doesNotContainKey("reason");
        ledger.clock.advance(Duration.ofMillis(1));

        assertThat(settled(job().shows(NOTHING))).containsEntry("state", "notStarted");
        assertThat(ledger.value("monday", "state")).isEqualTo("STARTING");
    }

    @Test
    void trace_start_isSearchedWithTheClaimsOfItsTarget() {
        ScriptedStart crawl = new ScriptedStart("sales", true);
        start(crawl.answers("crawl_1"));

        Optional<SearchResult> result = ledger.starts().trace(ledger.caller(), "monday", (start, claimed) -> {
            assertThat(start.answer()).contains(answer("crawl_1"));
            assertThat(claimed).isEqualTo(Set.of("crawl_1"));
            return NOTHING;
        });

        assertThat(result).contains(NOTHING);
        assertThat(ledger.starts().trace(ledger.caller(), "tuesday", (_, _) -> NOTHING))
                .isEmpty();
    }

    @Test
    void mayHaveBegunAt_times_reachFromTwoSecondsBeforeToTwelveAfter() {
        Instant attempt = Ledger.BEGIN;
        ScriptedStart run = job().answers("jr_1");
        start(run);
        Start open = run.attempts.getFirst();
        Instant lease = attempt.plus(Ledger.TIME_LEFT).plusSeconds(1);

        assertThat(open.mayHaveBegunAt(attempt.minusMillis(2001))).isFalse();
        assertThat(open.mayHaveBegunAt(attempt.minusMillis(2000))).isTrue();
        assertThat(open.mayHaveBegunAt(lease.plusMillis(12_000))).isTrue();
        assertThat(open.mayHaveBegunAt(lease.plusMillis(12_001))).isFalse();
        assertThat(open.endedUntil()).isEqualTo(lease.plusSeconds(2));
        Start known = open.startedWith(answer("jr_1"), attempt.plusSeconds(1));
        assertThat(known.beganUntil()).isEqualTo(attempt.plusSeconds(13));
        assertThat(known.endedUntil()).isEqualTo(attempt.plusSeconds(3));
    }

    @Test
    void startedAgain_byAnotherInvocationWithoutAKey_isAnotherStart() {
        StartRequest keyless = new StartRequest(Optional.empty(), Optional.empty(), "fingerprint");
        ledger.starts().once(ledger.caller(), keyless, job().answers("jr_1"));
        assertThat(ledger.starts().once(ledger.caller(), keyless, job()).replayed())
                .isTrue();

        Caller other = new Caller(
                ledger.caller().connection(), "invocation-2", ledger.caller().untilEnded());
        assertThat(ledger.starts().once(other, keyless, job().answers("jr_2")).replayed())
                .isFalse();
    }

    @Test
    void marked_outcome_showsReplayedAndProtected() {
        Starts.Outcome outcome = new Starts.Outcome(Map.of("jobRunId", "jr_1"), true, false, true);

        assertThat(outcome.marked(false)).isEqualTo(Map.of("jobRunId", "jr_1", "replayed", true, "protected", false));
        assertThat(outcome.marked(true)).containsEntry("protected", true);
    }
}
