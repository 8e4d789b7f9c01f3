package io.glueconnector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.error.NotFound;
import io.glueconnector.error.Throttled;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiGatewayAnswerTest {
    @Test
    void ok_result_isTheBodyOfA200() throws MalformedJson {
        Map<String, Object> answer = ApiGatewayAnswer.ok(Map.of("names", List.of("läd 🚀")));

        assertThat(answer).containsOnlyKeys("statusCode", "headers", "body", "isBase64Encoded");
        assertThat(answer).containsEntry("statusCode", 200).containsEntry("isBase64Encoded", false);
        assertThat(answer)
                .containsEntry("headers", Map.of("Content-Type", "application/json", "Cache-Control", "no-store"));
        assertThat(Json.parseObject((String) answer.get("body"))).isEqualTo(Map.of("names", List.of("läd 🚀")));
    }

    @Test
    void problem_failureWithATimeToWait_hasItInHeaderAndBody() throws MalformedJson {
        Map<String, Object> answer =
                ApiGatewayAnswer.problem(new Throttled("Wait.", Duration.ofSeconds(5)).during("request-1"));

        assertThat(answer).containsEntry("statusCode", 429);
        assertThat(answer)
                .containsEntry(
                        "headers",
                        Map.of(
                                "Content-Type",
                                "application/problem+json",
                                "Cache-Control",
                                "no-store",
                                "Retry-After",
                                "5"));
        assertThat(Json.parseObject((String) answer.get("body")))
                .containsEntry("code", "Throttled")
                .containsEntry("status", 429L)
                .containsEntry("retryAfterSeconds", 5L)
                .containsEntry("requestId", "request-1");
    }

    @Test
    void problem_failureThatWaitingDoesNotFix_hasNoRetryAfter() {
        Map<String, Object> answer = ApiGatewayAnswer.problem(new NotFound("Check the name."));

        assertThat(answer.get("headers").toString()).doesNotContain("Retry-After");
        assertThat((String) answer.get("body"))
                .doesNotContain("retryAfterSeconds")
                .contains("\"retryable\":false");
    }

    @Test
    void problem_anyFailure_isValidJsonForApiGateway() throws MalformedJson {
        String answer = Json.write(ApiGatewayAnswer.problem(new NotFound("Glue has no job \"a\\b\n🚀\".")));

        Map<String, Object> parsed = Json.parseObject(answer);

        assertThat(Json.parseObject((String) parsed.get("body")))
                .containsEntry("detail", "Glue has no job \"a\\b\n🚀\".");
    }
}
