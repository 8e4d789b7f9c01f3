package io.glueconnector.once;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.fakeglue.protocol.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of one request for a start, as its caller sees it.
 *
 * @param code the error code, {@code ok} or {@link #KILLED}
 * @param detail the detail of the response
 * @param ids the runs or the crawl that the response names
 * @param delay how long the response asks to wait before the next try
 */
record Try(String code, String detail, List<String> ids, Duration delay) {
    /** The code if there was no response because the function's process was killed. */
    static final String KILLED = "killed";

    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    /** Invokes a function as Lambda does. */
    static Try of(RequestStreamHandler handler, byte[] input, boolean overHttp, Context context) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(input), output, context);
            return answered(output.toString(StandardCharsets.UTF_8), overHttp);
        } catch (ConnectorException e) {
            return failed(Json.parse(e.getMessage()));
        } catch (FunctionKilled e) {
            return new Try(KILLED, "", List.of(), A_MOMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Try broken(Throwable failure) {
        return new Try("broken", failure.toString(), List.of(), A_MOMENT);
    }

    private static Try answered(String text, boolean overHttp) {
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

    /** Whether the response says that nothing was started, not that the outcome is unknown. */
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
