package io.glueconnector.contract;

import java.util.LinkedHashMap;
import java.util.Map;

/** A good request for every action. */
public final class Samples {
    private Samples() {}

    /** The fields that the action cannot do without, for things that need not exist. */
    public static Map<String, Object> of(Action action) {
        return action.required();
    }

    /** A good request with one field more, or with another value. */
    public static Map<String, Object> with(Action action, String field, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>(of(action));
        fields.put("connection", Connections.KEYS.connection());
        fields.put(field, value);
        return fields;
    }
}
