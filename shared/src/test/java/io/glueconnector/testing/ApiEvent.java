package io.glueconnector.testing;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.RequestIdentity;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A REST API proxy event as AWS's own library writes it, with null for absent members. Path parameters are raw, as API Gateway
 * passes them on; query values are decoded.
 */
public final class ApiEvent {
    private final APIGatewayProxyRequestEvent event = new APIGatewayProxyRequestEvent();

    private ApiEvent(Route route) {
        event.withHttpMethod(route.method())
                .withResource(route.path())
                .withPath(route.path())
                .withIsBase64Encoded(false)
                .withRequestContext(new ProxyRequestContext()
                        .withHttpMethod(route.method())
                        .withResourcePath(route.path())
                        .withPath("/v1" + route.path())
                        .withStage("v1")
                        .withAccountId("111122223333")
                        .withApiId("a1b2c3d4e5")
                        .withRequestId("c6af9ac6-7b61-11e6-9a41-93e8deadbeef")
                        .withIdentity(new RequestIdentity()
                                .withUserArn("arn:aws:iam::111122223333:user/caller")
                                .withSourceIp("203.0.113.10")));
        header("Host", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com");
        header("Accept", "*/*");
    }

    public static ApiEvent of(Route route) {
        return new ApiEvent(route);
    }

    /** Sets a path segment in its URL form. */
    public ApiEvent segment(String name, String raw) {
        if (event.getPathParameters() == null) {
            event.setPathParameters(new HashMap<>());
        }
        event.getPathParameters().put(name, raw);
        return this;
    }

    public ApiEvent query(String name, String... values) {
        if (event.getQueryStringParameters() == null) {
            event.setQueryStringParameters(new HashMap<>());
            event.setMultiValueQueryStringParameters(new HashMap<>());
        }
        add(event.getQueryStringParameters(), event.getMultiValueQueryStringParameters(), name, values);
        return this;
    }

    public ApiEvent header(String name, String... values) {
        if (event.getHeaders() == null) {
            event.setHeaders(new HashMap<>());
            event.setMultiValueHeaders(new HashMap<>());
        }
        add(event.getHeaders(), event.getMultiValueHeaders(), name, values);
        return this;
    }

    public ApiEvent body(String body) {
        event.setBody(body);
        return this;
    }

    /** Sets a body that API Gateway treats as binary. */
    public ApiEvent binaryBody(byte[] body) {
        event.setBody(Base64.getEncoder().encodeToString(body));
        event.setIsBase64Encoded(true);
        return this;
    }

    /** Returns the event as Lambda passes it to the function. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LambdaEventSerializers.serializerFor(APIGatewayProxyRequestEvent.class, ApiEvent.class.getClassLoader())
                .toJson(event, bytes);
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }

    // Like API Gateway: only the last value in one map, all values in the other.
    private static void add(
            Map<String, String> single, Map<String, List<String>> multiple, String name, String... values) {
        List<String> all = multiple.computeIfAbsent(name, _ -> new ArrayList<>());
        all.addAll(List.of(values));
        single.put(name, all.getLast());
    }
}
