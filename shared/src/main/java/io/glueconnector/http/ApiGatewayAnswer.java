package io.glueconnector.http;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds the responses of a Lambda proxy integration to API Gateway.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format">Output
 *     format of a Lambda function for proxy integration</a>
 */
public final class ApiGatewayAnswer {
    private ApiGatewayAnswer() {}

    /** Returns the action's result with status 200. */
    public static Map<String, Object> ok(Map<String, Object> result) {
        return answer(200, headers("application/json"), result);
    }

    /** Returns the failure as a problem document with its own status. */
    public static Map<String, Object> problem(ConnectorException failure) {
        Map<String, Object> headers = headers("application/problem+json");
        failure.retry().delay().ifPresent(delay -> headers.put("Retry-After", Long.toString(delay.toSeconds())));
        return answer(failure.status(), headers, failure.problem());
    }

    private static Map<String, Object> answer(int status, Map<String, Object> headers, Map<String, Object> body) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("statusCode", status);
        answer.put("headers", headers);
        answer.put("body", Json.write(body));
        answer.put("isBase64Encoded", false);
        return answer;
    }

    private static Map<String, Object> headers(String contentType) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", "no-store");
        return headers;
    }
}
