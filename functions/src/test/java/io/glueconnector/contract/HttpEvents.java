package io.glueconnector.contract;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.RequestIdentity;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import io.glueconnector.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events that API Gateway makes of requests: path parameters as they stand in the URL, query parameters decoded.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format">Input
 *     format of a Lambda function for proxy integration</a>
 */
public final class HttpEvents {
    private static final PojoSerializer<APIGatewayProxyRequestEvent> SERIALIZER =
            LambdaEventSerializers.serializerFor(APIGatewayProxyRequestEvent.class, HttpEvents.class.getClassLoader());

    private HttpEvents() {}

    /** The event of a request that carries the fields where the route wants them: path, query, body or header. */
    public static APIGatewayProxyRequestEvent of(Action action, Map<String, Object> fields) {
        Map<String, Object> rest = new LinkedHashMap<>(fields);
        Map<String, String> path = new LinkedHashMap<>();
        for (String field : action.pathFields()) {
            Object value = field.equals("connection") ? rest.getOrDefault(field, "default") : rest.get(field);
            rest.remove(field);
            path.put(field, encoded(String.valueOf(value)));
        }
        APIGatewayProxyRequestEvent event = event(action, path);
        if (action.isGet()) {
            return withQuery(event, rest);
        }
        if (rest.remove("idempotencyKey") instanceof String key) {
            event.withHeaders(Map.of("Host", "api", "idempotency-key", key));
        }
        return event.withBody(Json.write(rest));
    }

    /** The event as Lambda's runtime hands it to the function. */
    public static byte[] bytes(APIGatewayProxyRequestEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SERIALIZER.toJson(event, bytes);
        return bytes.toByteArray();
    }

    private static APIGatewayProxyRequestEvent event(Action action, Map<String, String> path) {
        String filled = action.route();
        for (Map.Entry<String, String> segment : path.entrySet()) {
            filled = filled.replace("{" + segment.getKey() + "}", segment.getValue());
        }
        return new APIGatewayProxyRequestEvent()
                .withResource(action.route())
                .withPath(filled)
                .withHttpMethod(action.method())
                .withHeaders(Map.of("Host", "api"))
                .withPathParameters(path)
                .withIsBase64Encoded(false)
                .withRequestContext(new ProxyRequestContext()
                        .withAccountId("111122223333")
                        .withApiId("a1b2c3d4e5")
                        .withHttpMethod(action.method())
                        .withIdentity(new RequestIdentity().withUserArn("arn:aws:iam::111122223333:user/caller"))
                        .withRequestId("c6af9ac6-7b61-11e6-9a41-93e8deadbeef")
                        .withResourcePath(action.route())
                        .withStage("live"));
    }

    private static APIGatewayProxyRequestEvent withQuery(
            APIGatewayProxyRequestEvent event, Map<String, Object> fields) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (name.equals("tags") && value instanceof Map<?, ?> tags) {
                query.put("tag", tags.entrySet().stream().map(Object::toString).toList());
            } else {
                query.put(name, List.of(String.valueOf(value)));
            }
        });
        Map<String, String> last = new LinkedHashMap<>();
        query.forEach((name, values) -> last.put(name, values.getLast()));
        return event.withQueryStringParameters(last).withMultiValueQueryStringParameters(query);
    }

    /** A text as it stands in one segment of a path. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
