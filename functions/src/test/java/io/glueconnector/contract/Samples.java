package io.glueconnector.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A good request for every action. */
public final class Samples {
    private Samples() {}

    /** The fields that the action cannot do without, for things that need not exist. */
    public static Map<String, Object> of(Action action) {
        return switch (action) {
            case START_JOB_RUN -> Map.of("name", "nightly");
            case GET_JOB_RUN -> Map.of("name", "nightly", "jobRunId", "jr_1");
            case STOP_JOB_RUN -> Map.of("name", "nightly", "jobRunIds", List.of("jr_1"));
            case START_CRAWLER, STOP_CRAWLER -> Map.of("name", "sales");
            case START_TRIGGER, STOP_TRIGGER -> Map.of("name", "at-dawn");
            case GET_START -> Map.of("idempotencyKey", "monday");
            case LIST_JOBS, LIST_CRAWLERS, LIST_TRIGGERS, TEST_CONNECTION -> Map.of();
        };
    }

    /** A good request with one field more, or with another value. */
    public static Map<String, Object> with(Action action, String field, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>(of(action));
        fields.put("connection", Connections.KEYS.connection());
        fields.put(field, value);
        return fields;
    }
}
