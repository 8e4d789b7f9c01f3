package io.glueconnector.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.NotFound;
import io.glueconnector.error.Throttled;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import io.glueconnector.testing.ApiEvent;
import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.DrivenClock;
import io.glueconnector.testing.Route;
import io.glueconnector.testing.Seeded;
import io.glueconnector.testing.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the base class of all handlers with a test action, which succeeds or fails as its field says. */
class ActionHandlerTest {
    private static final TestContext CONTEXT = new TestContext();

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Connector connector = Connector.of(
            SettingsTest.LEAST,
            new DrivenClock(Instant.parse("2026-03-01T10:20:30Z")),
            () -> "name",
            new PrintStream(log, false, StandardCharsets.UTF_8),
            AwsOverHttp.clients());
    private final Echo action = ScopedValue.where(Connector.GIVEN, connector).call(Echo::new);

    private static final class Echo extends ActionHandler<String> {
        @Override
        protected String read(Fields fields) {
            return fields.requiredText("text", TextRule.text(1, 100_000));
        }

        @Override
        protected Map<String, Object> answer(String text, Call call) {
            return switch (text) {
                case "missing" -> throw new NotFound("Glue has no such job.");
                case "throttled" -> throw new Throttled("Wait.", Duration.ofSeconds(5));
                case "broken" -> throw new IllegalStateException("canary", new IOException("canary"));
                case "broken below a generated class" -> throw brokenBelowAGeneratedClass();
                default -> Map.of("text", text);
            };
        }

        private static IllegalStateException brokenBelowAGeneratedClass() {
            IllegalStateException broken = new IllegalStateException("canary");
            StackTraceElement generated =
                    new StackTraceElement("io.glueconnector.jobs.ListJobs$$Lambda$2", "apply", null, -1);
            List<StackTraceElement> trace = new ArrayList<>(List.of(generated));
            trace.addAll(List.of(broken.getStackTrace()));
            broken.setStackTrace(trace.toArray(StackTraceElement[]::new));
            return broken;
        }
    }

    @Test
    void handleRequest_direct_returnsThePlainResult() throws MalformedJson {
        assertThat(answer("{\"connection\": \"team-a\", \"text\": \"läd 🚀\"}")).isEqualTo(Map.of("text", "läd 🚀"));
        assertThat(line())
                .containsEntry("outcome", "ok")
                .containsEntry("connection", "team-a")
                .containsEntry("action", "Echo");
    }

    @Test
    void handleRequest_overHttp_returnsAnApiGatewayResponse() throws MalformedJson {
        Map<String, Object> answer = answer(event("läd 🚀").toString());

        assertThat(answer).containsEntry("statusCode", 200L);
        assertThat(Json.parseObject((String) answer.get("body"))).isEqualTo(Map.of("text", "läd 🚀"));
    }

    @ParameterizedTest
    @CsvSource({"missing, NotFound, 404, WARN", "throttled, Throttled, 429, WARN", "broken, Internal, 500, ERROR"})
    void handleRequest_failureOverHttp_isAProblemDocument(String text, String code, long status, String level)
            throws MalformedJson {
        Map<String, Object> answer = answer(event(text).toString());

        assertThat(answer).containsEntry("statusCode", status);
        assertThat(answer.get("headers").toString()).contains("application/problem+json");
        assertThat(Json.parseObject((String) answer.get("body")))
                .containsEntry("code", code)
                .containsEntry("status", status)
                .containsEntry("requestId", CONTEXT.requestId());
        assertThat(answer.toString()).doesNotContain("canary", "IllegalStateException");
        assertThat(line()).containsEntry("outcome", code).containsEntry("level", level);
    }

    @ParameterizedTest
    @CsvSource({"missing, NotFound", "throttled, Throttled", "broken, Internal"})
    void handleRequest_failureOfADirectCall_isThrownWithoutCauseOrTrace(String text, String code) throws MalformedJson {
        ConnectorException failure = failure("{\"text\": \"%s\"}".formatted(text));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasNoCause();
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(Json.parseObject(failure.getMessage()))
                .containsEntry("code", code)
                .containsEntry("requestId", CONTEXT.requestId());
        assertThat(failure.getMessage()).doesNotContain("canary");
    }

    @Test
    void handleRequest_ownFaultBelowAGeneratedClass_isLoggedWithASourceLocation() throws MalformedJson {
        failure("{\"text\": \"broken below a generated class\"}");

        assertThat(line().get("diagnosis").toString())
                .matches(
                        ".* at"
                                + " io\\.glueconnector\\.handler\\.ActionHandlerTest\\$Echo\\..*\\(ActionHandlerTest\\.java:\\d+\\)");
    }

    @Test
    void handleRequest_ownFault_isLoggedOnceWithItsLocationOnly() throws MalformedJson {
        failure("{\"text\": \"broken\"}");

        assertThat(log.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("canary", "\\tat ", "Caused by");
        assertThat(line().get("diagnosis").toString())
                .startsWith(
                        "java.lang.IllegalStateException at io.glueconnector.handler.ActionHandlerTest$Echo.answer(");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                | The input: expected a JSON object. Send one JSON object.",
                "[]                                | The input: expected a JSON object.",
                "{\"text\": }                      | The input: not well-formed JSON at line 1",
                "{}                                | text: is required: 1 to 100000 characters.",
                "{\"text\": \"x\", \"tset\": 1}    | tset: is not a field of this action. It takes connection, region,"
                        + " text.",
                "{\"text\": \"x\", \"roleArn\": 1} | roleArn: a request must not contain credentials.",
                "{\"text\": \"x\", \"connection\": \"a/b\"} | connection: expected 1 to 64 letters",
                "{\"text\": \"x\", \"region\": 5}  | region: expected 1 to 64 characters, but got a number."
            })
    void handleRequest_badInput_isRejectedByField(String input, String detail) {
        ConnectorException failure = failure(input);

        assertThat(failure.code()).isEqualTo("InvalidRequest");
        assertThat(failure.detail()).startsWith(detail);
    }

    @Test
    void handleRequest_directInput_isReadUpToItsLimit() {
        String frame = "{\"text\": \"%s\"}";
        String most = frame.formatted("x".repeat(65_536 - frame.length() + 2));

        assertThat(answer(most)).containsKey("text");
        assertThat(failure(most + " ").code()).isEqualTo("PayloadTooLarge");
    }

    @Test
    void handleRequest_anyBytes_areNeverAnInternalError() {
        byte[] genuine = event("x").body("{\"text\": \"x\"}").toBytes();
        Seeded.cases(5_000, random -> {
            byte[] input = genuine.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                input[random.nextInt(input.length)] = (byte) random.nextInt(256);
            }
            log.reset();
            try {
                assertThat(((Number) run(input).getOrDefault("statusCode", 200L)).intValue())
                        .isBetween(200, 499);
            } catch (ConnectorException e) {
                assertThat(e.status()).isBetween(400, 499);
            }
            assertThat(log.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        });
    }

    private static ApiEvent event(String text) {
        return ApiEvent.of(new Route("POST", "/connections/{connection}/echo"))
                .segment("connection", "team-a")
                .body(Json.write(Map.of("text", text)));
    }

    private Map<String, Object> line() throws MalformedJson {
        return Json.parseObject(log.toByteArray());
    }

    private Map<String, Object> answer(String input) {
        return run(input.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> run(byte[] input) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            action.handleRequest(new ByteArrayInputStream(input), output, CONTEXT);
            return Json.parseObject(output.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }

    private ConnectorException failure(String input) {
        ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> answer(input));
        assertThat(failure).isNotNull();
        return failure;
    }
}
