package io.glueconnector.http;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.PayloadTooLarge;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.request.Fields;
import io.glueconnector.request.Limits;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A REST API proxy event of API Gateway, read as the fields of one request.
 *
 * <p>Path parameters arrive percent-encoded and are decoded here, exactly once; query parameters arrive decoded. The
 * connection's segment is taken as it came, so that a policy on the path and the connector see the same name.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda
 *     proxy integrations</a>
 */
public final class ApiGatewayRequest {
    private static final String CONNECTION = "connection";
    private static final String TAG = "tag";
    private static final String IDEMPOTENCY_KEY = "idempotencyKey";

    private final Map<String, Object> event;

    private ApiGatewayRequest(Map<String, Object> event) {
        this.event = event;
    }

    /** Whether an invocation's input is an API Gateway event rather than a flat object of fields. */
    public static boolean isOne(Map<String, Object> input) {
        return input.get("requestContext") instanceof Map && input.get("httpMethod") instanceof String;
    }

    /** Wraps an event for which {@link #isOne} holds. */
    public static ApiGatewayRequest of(Map<String, Object> event) {
        return new ApiGatewayRequest(event);
    }

    /**
     * The fields of path, query, body and the Idempotency-Key header under the names that a direct invocation uses.
     *
     * @throws InvalidRequest if a segment, the query or the body cannot be read
     * @throws PayloadTooLarge if the body has more than {@value Limits#REQUEST_BYTES} bytes
     */
    public Fields fields() {
        boolean get = "GET".equals(event.get("httpMethod"));
        Map<String, Object> body = get ? noBody() : body();
        if (body.containsKey(IDEMPOTENCY_KEY)) {
            throw new InvalidRequest(
                    "idempotencyKey: came in the body, over HTTP it is the header Idempotency-Key. Move it there.");
        }
        Fields fields = Fields.of(body);
        member("pathParameters").forEach((name, value) -> fields.addText(name, segment(name, text(value))));
        if (get) {
            addQuery(fields);
        } else {
            refuseQuery();
        }
        addIdempotencyKey(fields);
        return fields;
    }

    private static String segment(String name, String raw) {
        if (name.equals(CONNECTION)) {
            return raw;
        }
        String decoded = decode(name, raw);
        if (decoded.contains("/")) {
            throw new InvalidRequest(
                    "%s: expected a name without a slash in a URL. Invoke the function directly for such a name."
                            .formatted(name));
        }
        return decoded;
    }

    private static String decode(String name, String raw) {
        try {
            // URLDecoder reads + as a space, which is right for forms and wrong for paths.
            String decoded = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (!decoded.contains("\uFFFD")) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw badEncoding(name);
        }
        throw badEncoding(name);
    }

    private static InvalidRequest badEncoding(String name) {
        return new InvalidRequest(
                "%s: expected percent-encoded UTF-8 in the path, came something else. Encode the name once."
                        .formatted(name));
    }

    private void addQuery(Fields fields) {
        Map<String, String> tags = new LinkedHashMap<>();
        query().forEach((name, values) -> {
            if (name.equals(TAG)) {
                values.forEach(value -> addTag(tags, value));
                fields.addTyped("tags", tags);
                return;
            }
            values.forEach(value -> fields.addText(name, value));
        });
    }

    private static void addTag(Map<String, String> tags, String tag) {
        int equals = tag.indexOf('=');
        if (equals < 1 || tags.putIfAbsent(tag.substring(0, equals), tag.substring(equals + 1)) != null) {
            throw new InvalidRequest("tag: expected key=value with each key once. Encode the equals sign as %3D.");
        }
    }

    private void refuseQuery() {
        query().keySet().stream().sorted().findFirst().ifPresent(name -> {
            throw new InvalidRequest("The query holds fields, a POST carries them in its JSON body. Move %s there."
                    .formatted(name.matches("[A-Za-z]{1,64}") ? name : "them"));
        });
    }

    private Map<String, List<String>> query() {
        return values("queryStringParameters", "multiValueQueryStringParameters");
    }

    // What comes more than once is whole in the second member alone.
    private Map<String, List<String>> values(String single, String multiple) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        member(single).forEach((name, value) -> values.put(name, texts(value)));
        member(multiple).forEach((name, several) -> values.put(name, texts(several)));
        return values;
    }

    private void addIdempotencyKey(Fields fields) {
        values("headers", "multiValueHeaders").forEach((name, values) -> {
            if (name.equalsIgnoreCase("Idempotency-Key")) {
                values.forEach(value -> fields.addText(IDEMPOTENCY_KEY, value));
            }
        });
    }

    private Map<String, Object> noBody() {
        if (bodyBytes().length > 0) {
            throw new InvalidRequest("The request has a body, a GET carries its fields in the query. Move them there.");
        }
        return Map.of();
    }

    private Map<String, Object> body() {
        byte[] bytes = bodyBytes();
        if (bytes.length > Limits.REQUEST_BYTES) {
            throw new PayloadTooLarge("The body has %d bytes, expected at most %d. Shorten the arguments."
                    .formatted(bytes.length, Limits.REQUEST_BYTES));
        }
        if (bytes.length == 0) {
            return Map.of();
        }
        try {
            return Json.parseObject(bytes);
        } catch (MalformedJson e) {
            throw new InvalidRequest("The body: %s. Send one JSON object.".formatted(e.getMessage()));
        }
    }

    private byte[] bodyBytes() {
        if (!(event.get("body") instanceof String body)) {
            return new byte[0];
        }
        if (!Boolean.TRUE.equals(event.get("isBase64Encoded"))) {
            return body.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("The body: expected base64, as the event says. Send plain JSON.");
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> member(String name) {
        return event.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static List<String> texts(Object values) {
        return values instanceof List<?> list
                ? list.stream().map(ApiGatewayRequest::text).toList()
                : List.of(text(values));
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new InvalidRequest(
                "The event: expected texts in its path, query and headers, came something else. Send it through API Gateway.");
    }
}
