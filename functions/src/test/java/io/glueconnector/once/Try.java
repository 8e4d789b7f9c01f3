package io.glueconnector.once;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.util.Optional;

/**
 * How one request for a start ended, as its caller sees it.
 *
 * @param code the error's code, {@code ok} or {@link #KILLED}
 * @param detail what the answer says
 * @param jobRunId the run that the answer names
 * @param delay how long the answer asks to wait before the next try
 */
record Try(String code, String detail, Optional<String> jobRunId, Duration delay) {
    /** The code where no answer came because the function's process ended. */
    static final String KILLED = "killed";

    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    static Try killed() {
        return new Try(KILLED, "", Optional.empty(), A_MOMENT);
    }

    static Try failed(ConnectorException failure) {
        return failed(Json.parse(failure.getMessage()));
    }

    static Try answered(String text, boolean overHttp) {
        JsonNode answer = Json.parse(text);
        if (!overHttp) {
            return started(answer);
        }
        JsonNode body = Json.parse(answer.path("body").asText());
        return answer.path("statusCode").asInt() == 200 ? started(body) : failed(body);
    }

    boolean isOk() {
        return code.equals("ok");
    }

    /** Whether the answer says that nothing was started, rather than that this is not known. */
    boolean saysNothingWasStarted() {
        return switch (code) {
            case "ok", KILLED, "OutcomeUnknown", "Conflict" -> false;
            case String _ -> true;
        };
    }

    private static Try started(JsonNode answer) {
        return new Try("ok", "", Optional.of(answer.path("jobRunId").asText()), Duration.ZERO);
    }

    private static Try failed(JsonNode problem) {
        Duration delay = problem.has("retryAfterSeconds")
                ? Duration.ofSeconds(problem.path("retryAfterSeconds").asLong())
                : A_MOMENT;
        return new Try(problem.path("code").asText(), problem.path("detail").asText(), Optional.empty(), delay);
    }
}
