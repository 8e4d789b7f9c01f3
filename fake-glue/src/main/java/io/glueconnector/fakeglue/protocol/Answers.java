package io.glueconnector.fakeglue.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.http.Reply;
import java.util.Map;
import java.util.UUID;

/** Responses in the format of AWS JSON 1.1. */
public final class Answers {
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private Answers() {}

    public static Reply.Answer ok(JsonNode body) {
        return answer(200, body);
    }

    /** Modeled exceptions use "Message"; the errors common to all services use "message". The SDKs read both. */
    public static Reply.Answer error(GlueError error) {
        return answer(error.status(), Json.object().put("__type", error.code()).put("Message", error.getMessage()));
    }

    private static Reply.Answer answer(int status, JsonNode body) {
        return new Reply.Answer(
                status,
                Map.of(
                        "Content-Type",
                        CONTENT_TYPE,
                        "x-amzn-RequestId",
                        UUID.randomUUID().toString()),
                body.toString());
    }
}
