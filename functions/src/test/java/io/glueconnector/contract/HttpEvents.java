package io.glueconnector.contract;

import io.glueconnector.json.Json;
import io.glueconnector.testing.ApiEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Creates the events that API Gateway sends for a request, with each field in its place: path, query, header or body. */
final class HttpEvents {
    private HttpEvents() {}

    static ApiEvent of(Action action, Map<String, Object> fields) {
        Map<String, Object> rest = new LinkedHashMap<>(fields);
        ApiEvent event = ApiEvent.of(action.route());
        for (String field : action.route().fields()) {
            Object value = field.equals("connection") ? rest.getOrDefault(field, "default") : rest.get(field);
            rest.remove(field);
            event.segment(field, encoded(String.valueOf(value)));
        }
        return action.route().isGet() ? withQuery(event, rest) : withBody(event, rest);
    }

    private static ApiEvent withBody(ApiEvent event, Map<String, Object> fields) {
        if (fields.remove("idempotencyKey") instanceof String key) {
            event.header("idempotency-key", key);
        }
        return event.body(Json.write(fields));
    }

    private static ApiEvent withQuery(ApiEvent event, Map<String, Object> fields) {
        fields.forEach((name, value) -> {
            if (name.equals("tags") && value instanceof Map<?, ?> tags) {
                tags.entrySet().forEach(tag -> event.query("tag", tag.toString()));
            } else {
                event.query(name, String.valueOf(value));
            }
        });
        return event;
    }

    /** Encodes a text for one path segment. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
