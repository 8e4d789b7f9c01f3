package io.glueconnector.http;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.PayloadTooLarge;
import io.glueconnector.request.Fields;
import io.glueconnector.request.JsonInput;
import io.glueconnector.request.Limits;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the fields of one request from a REST API proxy event of API Gateway.
 *
 * <p>Path parameters arrive percent-encoded and are decoded here, exactly once; query parameters arrive decoded. The
 * connection's segment is not decoded, so a policy on the path and the connector see the same name.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda
 *     proxy integrations</a>
 */
public final class ApiGatewayRequest {
    private static final String CONNECTION = "connection";
    private static final String TAG = "tag";
    private static final String TAGS = "tags";
    private static final String IDEMPOTENCY_KEY = "idempotencyKey";

    private final Map<String, Object> event;

    private ApiGatewayRequest(Map<String, Object> event) {
        this.event = event;
    }

    /** Whether an invocation's input is an API Gateway event, not a flat object of fields. */
    public static boolean isOne(Map<String, Object> input) {
        return input.get("requestContext") instanceof Map && input.get("httpMethod") instanceof String;
    }

    /** Wraps an event for which {@link #isOne} is true. */
    public static ApiGatewayRequest of(Map<String, Object> event) {
        return new ApiGatewayRequest(event);
    }

    /**
     * Returns the fields of path, query, body and, for a POST, the Idempotency-Key header. They have the names of a direct
     * invocation's fields.
     *
     * @throws InvalidRequest if a segment, the query or the body cannot be read
     * @throws PayloadTooLarge if the body has more than {@value Limits#REQUEST_BYTES} bytes
     */
    public Fields fields() {
        return "GET".equals(event.get("httpMethod")) ? fieldsOfGet() : fieldsOfPost();
    }

    private Fields fieldsOfGet() {
        refuseBody();
        Fields fields = new Fields();
        addSegments(fields);
        addQuery(fields);
        return fields;
    }

    private Fields fieldsOfPost() {
        Map<String, Object> body = body();
        if (body.containsKey(IDEMPOTENCY_KEY)) {
            throw new InvalidRequest(
                    "idempotencyKey: is not a field of the body. Send it in the Idempotency-Key header.");
        }
        refuseQuery();
        Fields fields = Fields.of(body);
        addSegments(fields);
        fields.addHeader(IDEMPOTENCY_KEY, "Idempotency-Key", idempotencyKeys());
        return fields;
    }

    private void addSegments(Fields fields) {
        member("pathParameters").forEach((name, value) -> fields.addSegment(name, segment(name, text(value))));
    }

    private static String segment(String name, String raw) {
        if (name.equals(CONNECTION)) {
            return raw;
        }
        String decoded = decode(name, raw);
        if (decoded.contains("/")) {
            throw new InvalidRequest(
                    "%s: expected a name without a slash in a URL. Invoke the function directly to use such a name."
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
                "%s: expected percent-encoded UTF-8 in the path, but got something else. Encode the name once."
                        .formatted(name));
    }

    private void addQuery(Fields fields) {
        fields.spell(TAGS, TAG);
        query().forEach((name, values) -> {
            switch (name) {
                case TAG -> fields.addTyped(TAGS, tags(values));
                case TAGS -> fields.addUnknown(TAGS);
                case String _ -> values.forEach(value -> fields.addText(name, value));
            }
        });
    }

    private static Map<String, String> tags(List<String> values) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : values) {
            int equals = tag.indexOf('=');
            if (equals < 1 || tags.putIfAbsent(tag.substring(0, equals), tag.substring(equals + 1)) != null) {
                throw new InvalidRequest(
                        "tag: expected key=value, with each key once. Encode the first equals sign as %3D; it ends the"
                                + " key.");
            }
        }
        return tags;
    }

    private void refuseQuery() {
        query().keySet().stream().sorted().findFirst().ifPresent(name -> {
            throw new InvalidRequest(
                    "The query contains fields, but a POST takes its fields in the JSON body. Move %s there."
                            .formatted(name.matches("[A-Za-z]{1,64}") ? name : "them"));
        });
    }

    private Map<String, List<String>> query() {
        return values("queryStringParameters", "multiValueQueryStringParameters");
    }

    // Only the second member holds all values of a repeated parameter.
    private Map<String, List<String>> values(String single, String multiple) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        member(single).forEach((name, value) -> values.put(name, texts(value)));
        member(multiple).forEach((name, several) -> values.put(name, texts(several)));
        return values;
    }

    private List<String> idempotencyKeys() {
        List<String> keys = new ArrayList<>();
        values("headers", "multiValueHeaders").forEach((name, values) -> {
            if (name.equalsIgnoreCase("Idempotency-Key")) {
                keys.addAll(values);
            }
        });
        return keys;
    }

    private void refuseBody() {
        if (event.get("body") instanceof String body && !body.isEmpty()) {
            throw new InvalidRequest(
                    "The request has a body, but a GET takes its fields in the query. Move them there.");
        }
    }

    private Map<String, Object> body() {
        byte[] bytes = bodyBytes();
        if (bytes.length > Limits.REQUEST_BYTES) {
            throw new PayloadTooLarge("The body has %d bytes; at most %d are allowed. Shorten the arguments."
                    .formatted(bytes.length, Limits.REQUEST_BYTES));
        }
        return bytes.length == 0 ? Map.of() : JsonInput.parseRequest("The body", bytes);
    }

    private byte[] bodyBytes() {
        if (!(event.get("body") instanceof String body)) {
            return new byte[0];
        }
        return Boolean.TRUE.equals(event.get("isBase64Encoded")) ? decoded(body) : encoded(body);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("The body: expected base64, as the event declares. Send plain JSON.");
        }
    }

    // UTF-8 cannot encode an unpaired surrogate; getBytes would silently replace it with a question mark.
    private static byte[] encoded(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidRequest("The body: expected UTF-8, but got other bytes. Send one JSON object.");
        }
        return text.getBytes(StandardCharsets.UTF_8);
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
                "The event: expected strings in its path, query and headers, but got something else. Send it through"
                        + " API Gateway.");
    }
}
