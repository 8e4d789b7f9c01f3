package io.glueconnector.fakeglue.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A fault requested as JSON: {@code fault} is the name of a method of {@link Fault}. */
public final class FaultRequest {
    private static final Map<String, Function<JsonNode, Fault>> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("closeBefore", request -> Fault.closeBefore()),
            Map.entry("closeAfter", request -> Fault.closeAfter()),
            Map.entry("resetBefore", request -> Fault.resetBefore()),
            Map.entry("resetAfter", request -> Fault.resetAfter()),
            Map.entry("delayBefore", request -> Fault.delayBefore(seconds(request))),
            Map.entry("delayAfter", request -> Fault.delayAfter(seconds(request))),
            Map.entry("errorBefore", request -> Fault.errorBefore(status(request), code(request), message(request))),
            Map.entry("errorAfter", request -> Fault.errorAfter(status(request), code(request), message(request))),
            Map.entry("failureBefore", request -> Fault.failureBefore(status(request))),
            Map.entry("failureAfter", request -> Fault.failureAfter(status(request))),
            Map.entry("throttled", request -> Fault.throttled()),
            Map.entry("accessDenied", request -> Fault.accessDenied(operation(request))),
            Map.entry("expiredToken", request -> Fault.expiredToken()),
            Map.entry("truncatedBody", request -> Fault.truncatedBody()),
            Map.entry("emptyBody", request -> Fault.emptyBody()),
            Map.entry("emptyObject", request -> Fault.emptyObject()),
            Map.entry("malformedBody", request -> Fault.malformedBody()),
            Map.entry("repeatedToken", request -> Fault.repeatedToken()),
            Map.entry("signatureExpired", request -> Fault.signatureExpired()),
            Map.entry("withoutArguments", request -> Fault.withoutArguments())));

    private FaultRequest() {}

    /** Stores the fault; throws {@code IllegalArgumentException} if the request is invalid. */
    public static void store(JsonNode request, Faults faults) {
        String kind = request.path("fault").asText();
        Function<JsonNode, Fault> factory = Optional.ofNullable(KINDS.get(kind))
                .orElseThrow(() -> new IllegalArgumentException(
                        "fault must be one of " + KINDS.keySet() + ", not \"" + kind + "\""));
        faults.next(operation(request), request.path("times").asInt(1), factory.apply(request));
    }

    private static String operation(JsonNode request) {
        return text(request, "operation");
    }

    private static String code(JsonNode request) {
        return text(request, "code");
    }

    private static String message(JsonNode request) {
        return text(request, "message");
    }

    private static int status(JsonNode request) {
        return request.path("status").asInt(500);
    }

    private static Duration seconds(JsonNode request) {
        return Duration.ofMillis((long) (request.path("seconds").asDouble(1) * 1000));
    }

    private static String text(JsonNode request, String member) {
        if (!request.path(member).isTextual()) {
            throw new IllegalArgumentException(member + " is required");
        }
        return request.path(member).textValue();
    }
}
