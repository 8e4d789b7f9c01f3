package io.glueconnector.once;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How one request for a start ended, as its caller sees it.
 *
 * @param code the error's code, {@code ok} or {@link #KILLED}
 * @param detail what the answer says
 * @param ids the runs, or the crawl, that the answer names
 * @param delay how long the answer asks to wait before the next try
 */
record Try(String code, String detail, List<String> ids, Duration delay) {
    /** The code where no answer came because the function's process ended. */
    static final String KILLED = "killed";

    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    static Try killed() {
        return new Try(KILLED, "", List.of(), A_MOMENT);
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
        List<String> ids = new ArrayList<>();
        answer.path("jobRunIds").forEach(id -> ids.add(id.asText()));
        for (String member : List.of("jobRunId", "crawlId")) {
            if (answer.has(member)) {
                ids.add(answer.path(member).asText());
            }
        }
        return new Try("ok", "", ids, Duration.ZERO);
    }

    private static Try failed(JsonNode problem) {
        Duration delay = problem.has("retryAfterSeconds")
                ? Duration.ofSeconds(problem.path("retryAfterSeconds").asLong())
                : A_MOMENT;
        return new Try(problem.path("code").asText(), problem.path("detail").asText(), List.of(), delay);
    }
}
