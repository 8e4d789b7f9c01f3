package io.glueconnector.once;

import io.glueconnector.json.Json;
import io.glueconnector.testing.ApiEvent;
import io.glueconnector.testing.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sources of starts, each with its way to retry a failed start. */
enum Source {
    CLIENT_RETRY,
    LAMBDA_RETRY,
    STATE_MACHINE_RETRY,
    REDRIVE,
    SCHEDULER_REDELIVERY,
    CALLERS_AT_ONCE;

    private static final int CROWD = 64;
    private static final int SMALL_CROWD = 8;
    private static final String KEY = "key-1";

    /** Returns the callers that request the start at the same time, while that step fails. */
    List<Party> parties(Step failing) {
        return switch (this) {
            case CLIENT_RETRY -> List.of(client("request-1"));
            case LAMBDA_RETRY -> List.of(new Party(direct(Map.of()), false, "request-1", RetryPolicy.lambda()));
            case STATE_MACHINE_RETRY, REDRIVE -> List.of(execution(KEY));
            case SCHEDULER_REDELIVERY -> List.of(delivery("request-1"), delivery("request-2"));
            // A crowd takes most of the matrix's time, so the whole crowd meets only the step that starts the run.
            case CALLERS_AT_ONCE -> crowd(failing == Step.START ? CROWD : SMALL_CROWD);
        };
    }

    /** Returns the caller that retries after the faults stop, with the same key. A redriven execution has a new key. */
    Party afterwards() {
        return switch (this) {
            case CLIENT_RETRY, CALLERS_AT_ONCE, SCHEDULER_REDELIVERY, STATE_MACHINE_RETRY -> client("request-last");
            case LAMBDA_RETRY -> new Party(direct(Map.of()), false, "request-1", RetryPolicy.client());
            case REDRIVE -> execution("key-2");
        };
    }

    private static List<Party> crowd(int size) {
        List<Party> crowd = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            crowd.add(client("request-" + i));
        }
        return crowd;
    }

    private static Party client(String requestId) {
        byte[] event = ApiEvent.of(Route.of("StartJobRun"))
                .segment("connection", "default")
                .segment("name", World.JOB)
                .header("Idempotency-Key", KEY)
                .body("{}")
                .toBytes();
        return new Party(event, true, requestId, RetryPolicy.client());
    }

    private static Party execution(String key) {
        return new Party(direct(Map.of("idempotencyKey", key)), false, "request-1", RetryPolicy.workflow());
    }

    private static Party delivery(String requestId) {
        return new Party(direct(Map.of("idempotencyKey", KEY)), false, requestId, RetryPolicy.lambda());
    }

    private static byte[] direct(Map<String, Object> more) {
        Map<String, Object> fields = new java.util.LinkedHashMap<>(Map.of("name", World.JOB));
        fields.putAll(more);
        return Json.write(fields).getBytes(StandardCharsets.UTF_8);
    }
}
