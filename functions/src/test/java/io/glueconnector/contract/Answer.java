package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.fakeglue.protocol.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The response to a caller, over HTTP or to a direct call: the action's result or a problem document.
 *
 * @param status the HTTP status, or the status in the problem document of a direct call
 * @param body the result or the problem document
 * @param text the function's whole output, unparsed
 */
public record Answer(int status, JsonNode body, String text) {

    /** Parses a response for API Gateway, and checks the parts that every HTTP response has. */
    static Answer overHttp(String text, String requestId) {
        JsonNode answer = Json.parse(text);
        assertThat(answer.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("statusCode", "headers", "body", "isBase64Encoded");
        int status = answer.path("statusCode").asInt();
        JsonNode body = Json.parse(answer.path("body").asText());
        JsonNode headers = answer.path("headers");
        assertThat(answer.path("isBase64Encoded").asBoolean(true)).isFalse();
        assertThat(headers.path("Cache-Control").asText()).isEqualTo("no-store");
        assertThat(headers.path("Content-Type").asText())
                .isEqualTo(status == 200 ? "application/json" : "application/problem+json");
        assertThat(headers.path("Retry-After").asText())
                .isEqualTo(body.path("retryAfterSeconds").asText());
        if (status != 200) {
            checkProblem(body, status, requestId);
        }
        return new Answer(status, body, text);
    }

    static Answer direct(String text) {
        return new Answer(200, Json.parse(text), text);
    }

    /** Parses an exception as Step Functions and Lambda's log see it, and checks the parts that every exception has. */
    static Answer direct(ConnectorException failure, String requestId) {
        JsonNode problem = Json.parse(failure.getMessage());
        checkProblem(problem, failure.status(), requestId);
        assertThat(failure).hasNoCause();
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.getClass().getName())
                .isEqualTo("io.glueconnector.error." + problem.path("code").asText());
        return new Answer(failure.status(), problem, printed(failure));
    }

    /** Returns everything that a runtime may print about an exception. */
    private static String printed(ConnectorException failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void checkProblem(JsonNode problem, int status, String requestId) {
        String code = problem.path("code").asText();
        assertThat(code).isNotEmpty();
        assertThat(problem.path("type").asText()).isEqualTo("urn:glue-connector:error:" + code);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotEmpty().doesNotContain("Optional[", "%s", "@");
        assertThat(problem.path("requestId").asText()).isEqualTo(requestId);
        assertThat(problem.path("retryable").isBoolean()).isTrue();
        if (problem.has("retryAfterSeconds")) {
            assertThat(problem.path("retryable").asBoolean()).isTrue();
        }
    }

    boolean isOk() {
        return status == 200;
    }

    /** Returns the error code, or ok. */
    public String code() {
        return isOk() ? "ok" : body.path("code").asText();
    }

    public String detail() {
        return body.path("detail").asText();
    }

    public OptionalLong retryAfterSeconds() {
        return body.has("retryAfterSeconds")
                ? OptionalLong.of(body.path("retryAfterSeconds").asLong())
                : OptionalLong.empty();
    }

    /** Returns a field of the result as text, if it is present. */
    public Optional<String> text(String member) {
        return body.hasNonNull(member) ? Optional.of(body.path(member).asText()) : Optional.empty();
    }
}
