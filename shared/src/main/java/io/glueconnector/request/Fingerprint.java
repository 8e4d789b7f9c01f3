package io.glueconnector.request;

import io.glueconnector.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The values of a request's fields as they were read, independent of their spelling and without defaults. */
final class Fingerprint {
    private final Map<String, Object> values = new TreeMap<>();

    /** Adds a field's value, replacing an earlier one, and returns it. */
    <T> T add(String field, T value) {
        values.put(field, value);
        return value;
    }

    /** Removes a value that means the same as an absent field. */
    void leaveOut(String field, Object value) {
        values.remove(field, value);
    }

    String text(Collection<String> without) {
        Map<String, Object> rest = new TreeMap<>(values);
        rest.keySet().removeAll(without);
        return Json.write(sorted(rest));
    }

    private static Object sorted(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> sorted = new TreeMap<>();
                map.forEach((name, member) -> sorted.put(name.toString(), sorted(member)));
                yield sorted;
            }
            case List<?> list -> list.stream().map(Fingerprint::sorted).toList();
            case null, default -> value;
        };
    }
}
