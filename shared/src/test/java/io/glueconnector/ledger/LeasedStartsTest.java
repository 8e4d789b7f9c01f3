package io.glueconnector.ledger;

import static io.glueconnector.ledger.Ledger.request;
import static io.glueconnector.ledger.ScriptedStart.answer;
import static io.glueconnector.ledger.ScriptedStart.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.error.Conflict;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.error.Unavailable;
import io.glueconnector.testing.StubServer.Reply;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts with a lease: only one may be open per name, because their runs carry no token. */
class LeasedStartsTest {
    private final OutcomeUnknown lost = new OutcomeUnknown("the response was lost", Duration.ofSeconds(60));
    private static final SearchResult NOTHING = new SearchResult.NotFound();
    private static final Duration LEASE = Ledger.TIME_LEFT.plusSeconds(1);

    @RegisterExtension
    private final Ledger ledger = new Ledger();

    private Starts.Outcome start(String key, ScriptedStart what) {
        return ledger.starts().once(ledger.caller(), request(key), what);
    }

    private <T extends ConnectorException> T failure(Class<T> type, String key, ScriptedStart what) {
        return catchThrowableOfType(type, () -> start(key, what));
    }

    private static ScriptedStart crawl() {
        return new ScriptedStart("sales", true);
    }

    @Test
    void once_nameInCooldown_isAConflictUntilTheCooldownEnds() {
        start("monday", crawl().answers("crawl_1"));
        ledger.clock.advance(Duration.ofSeconds(2));

        Conflict busy = failure(Conflict.class, "tuesday", crawl());
        ledger.clock.advance(ScriptedStart.COOLDOWN.minusSeconds(2));

        assertThat(busy.retry().delay()).contains(ScriptedStart.COOLDOWN.minusSeconds(2));
        assertThat(start("tuesday", crawl().answers("crawl_2")).answer()).isEqualTo(answer("crawl_2"));
    }

    @Test
    void once_anotherNameAtTheSameTime_isFree() {
        start("monday", crawl().answers("crawl_1"));

        assertThat(start("tuesday", new ScriptedStart("orders", true).answers("crawl_2"))
                        .answer())
                .isEqualTo(answer("crawl_2"));
    }

    @Test
    void once_openStartOfTheName_isAConflictUntilItIsSettled() {
        failure(OutcomeUnknown.class, "monday", crawl().fails(lost).shows(NOTHING));

        Conflict busy = failure(Conflict.class, "tuesday", crawl());

        assertThat(busy.retry().delay()).contains(LEASE.plusSeconds(60).plus(Start.APART));
    }

    @Test
    void once_startInDoubt_mayResolveItself() {
        failure(OutcomeUnknown.class, "monday", crawl().fails(lost).shows(NOTHING));
        ledger.clock.advance(Duration.ofSeconds(60));

        assertThat(start("monday", crawl().shows(NOTHING).answers("crawl_1").shows(NOTHING))
                        .answer())
                .isEqualTo(answer("crawl_1"));
    }

    @Test
    void once_startInDoubtAfterAnotherTookTheName_isAConflict() {
        failure(OutcomeUnknown.class, "monday", crawl().fails(lost).shows(NOTHING));
        ledger.clock.advance(LEASE.plusSeconds(60).plus(Start.APART));
        start("tuesday", crawl().answers("crawl_2"));

        Conflict busy = failure(Conflict.class, "monday", crawl().shows(NOTHING));

        assertThat(busy.retry().delay()).contains(ScriptedStart.COOLDOWN);
    }

    @Test
    void once_rejection_freesTheNameImmediately() {
        failure(InvalidRequest.class, "monday", crawl().fails(new InvalidRequest("no")));

        assertThat(start("tuesday", crawl().answers("crawl_2")).answer()).isEqualTo(answer("crawl_2"));
    }

    @Test
    void search_afterAnotherStartOfTheName_getsItsClaims() {
        start("monday", crawl().answers("crawl_1"));
        ledger.clock.advance(ScriptedStart.COOLDOWN);
        ScriptedStart second = crawl().fails(lost).shows(found("crawl_2", false));

        start("tuesday", second);

        assertThat(second.claimed).containsExactly(Set.of("crawl_1"));
        ScriptedStart third = crawl().fails(lost).shows(found("crawl_3", false));
        ledger.clock.advance(ScriptedStart.COOLDOWN);
        start("wednesday", third);
        assertThat(third.claimed).containsExactly(Set.of("crawl_2"));
    }

    @Test
    void search_withoutALease_readsNoClaims() {
        ScriptedStart run = new ScriptedStart("nightly", false).fails(lost).shows(found("jr_1", false));

        start("monday", run);

        assertThat(run.claimed).containsExactly(Set.of());
        assertThat(ledger.dynamoDb.requests())
                .noneMatch(request -> request.operation().equals("GetItem"));
    }

    @Test
    void search_unreadableClaims_isInconclusive() {
        ScriptedStart unread = crawl().does(() -> {
            ledger.dynamoDb.failWith(Reply.failure(400, "AccessDeniedException", "no"));
            throw lost;
        });

        assertThat(failure(OutcomeUnknown.class, "monday", unread)).isSameAs(lost);
        assertThat(unread.claimed).isEmpty();
    }

    @Test
    void commit_afterAnotherTookTheName_isRecordedAndKeepsTheOthersLease() {
        ScriptedStart slow = crawl().does(() -> {
            ledger.clock.advance(LEASE.plusSeconds(60).plus(Start.APART));
            start("tuesday", crawl().answers("crawl_2"));
            return answer("crawl_1");
        });

        assertThat(start("monday", slow).answer()).isEqualTo(answer("crawl_1"));

        assertThat(ledger.value("monday", "state")).isEqualTo("STARTED");
        assertThat(failure(Conflict.class, "wednesday", crawl()).retry().delay())
                .contains(ScriptedStart.COOLDOWN);
        assertThat(ledger.table().claimedIds(crawl().target())).containsExactly("crawl_2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void claim_itemHeldByAnotherTransaction_isRetried(int conflicts) {
        ledger.dynamoDb.conflict(conflicts);

        assertThat(start("monday", crawl().answers("crawl_1")).recorded()).isTrue();

        assertThat(ledger.dynamoDb.requests())
                .extracting(request -> request.operation())
                .hasSize(2 + conflicts)
                .containsOnly("TransactWriteItems");
    }

    @Test
    void claim_itemHeldThreeTimes_isAConflictAndStartsNothing() {
        ledger.dynamoDb.conflict(3);
        ScriptedStart never = crawl();

        Conflict held = failure(Conflict.class, "monday", never);

        assertThat(held.detail()).startsWith("Another start of the same name is being recorded.");
        assertThat(held.retry().delay()).contains(Duration.ofSeconds(1));
        assertThat(never.attempts).isEmpty();
        assertThat(ledger.dynamoDb.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ThrottlingError",
                "ProvisionedThroughputExceeded",
                "ItemCollectionSizeLimitExceeded",
                "ValidationError"
            })
    void claim_transactionCanceledForAnotherReason_isUnavailableAndStartsNothing(String reason) {
        ledger.dynamoDb.failWith(canceled(reason));
        ScriptedStart never = crawl();

        Unavailable unavailable = failure(Unavailable.class, "monday", never);

        assertThat(unavailable.detail()).startsWith("The starts table cannot be reached.");
        assertThat(unavailable.retry().allowed()).isTrue();
        assertThat(unavailable.diagnosis()).isEqualTo("DynamoDB: TransactionCanceledException, " + reason);
        assertThat(never.attempts).isEmpty();
        assertThat(ledger.dynamoDb.requests()).hasSize(1);
    }

    private static Reply canceled(String reason) {
        return Reply.json(400, """
                {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "message": "Transaction cancelled",
                 "CancellationReasons": [{"Code": "None"}, {"Code": "%s", "Message": "not now"}]}""".formatted(reason));
    }

    @Test
    void commit_itemHeldThreeTimes_returnsAndIsNotRecorded() {
        ScriptedStart unrecorded = crawl().does(() -> {
            ledger.dynamoDb.conflict(3);
            return answer("crawl_1");
        });

        assertThat(start("monday", unrecorded)).isEqualTo(new Starts.Outcome(answer("crawl_1"), false, false, false));
    }
}
