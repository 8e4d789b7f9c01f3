package io.glueconnector.contract;

import java.util.LinkedHashMap;
import java.util.Map;

/** A valid request for every action. */
public final class Samples {
    private Samples() {}

    /** Returns the required fields, with names of things that need not exist. */
    public static Map<String, Object> of(Action action) {
        return action.required();
    }

    /** Returns a valid request with one field added or changed. */
    public static Map<String, Object> with(Action action, String field, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>(of(action));
        fields.put("connection", Connections.KEYS.connection());
        fields.put(field, value);
        return fields;
    }
}
