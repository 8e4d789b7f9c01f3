package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;

/** The error codes that callers see, with their HTTP statuses, and those for which waiting helps. */
final class Catalogue {
    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry("ok", 200),
            Map.entry("InvalidRequest", 400),
            Map.entry("AccessDenied", 403),
            Map.entry("ConnectionNotFound", 404),
            Map.entry("NotFound", 404),
            Map.entry("AlreadyRunning", 409),
            Map.entry("ConcurrentRunsExceeded", 409),
            Map.entry("Conflict", 409),
            Map.entry("PayloadTooLarge", 413),
            Map.entry("ConnectionInvalid", 422),
            Map.entry("IdempotencyConflict", 422),
            Map.entry("Throttled", 429),
            Map.entry("LimitExceeded", 429),
            Map.entry("Internal", 500),
            Map.entry("GlueFailure", 502),
            Map.entry("OutcomeUnknown", 503),
            Map.entry("Unavailable", 503),
            Map.entry("DeadlineExceeded", 504));
    private static final Set<String> WAITING_HELPS = Set.of(
            "AlreadyRunning",
            "ConcurrentRunsExceeded",
            "Conflict",
            "Throttled",
            "LimitExceeded",
            "OutcomeUnknown",
            "Unavailable");

    private Catalogue() {}

    /** Checks that the response has the code, its status, and a time to wait only if waiting helps. */
    static void check(Answer answer, String code) {
        assertThat(answer.code()).as("%s", answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(STATUS.get(code));
        assertThat(answer.retryAfterSeconds().isPresent()).isEqualTo(WAITING_HELPS.contains(code));
        answer.retryAfterSeconds().ifPresent(seconds -> assertThat(seconds).isBetween(1L, 120L));
    }
}
