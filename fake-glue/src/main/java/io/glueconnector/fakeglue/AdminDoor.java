package io.glueconnector.fakeglue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.events.EventFault;
import io.glueconnector.fakeglue.faults.FaultRequest;
import io.glueconnector.fakeglue.http.HttpRequest;
import io.glueconnector.fakeglue.http.Reply;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;

/** The routes that control a server from outside: everything under {@code /_fake-glue/}. */
final class AdminDoor {
    static final String PREFIX = "/_fake-glue/";

    private final FakeGlue glue;

    AdminDoor(FakeGlue glue) {
        this.glue = glue;
    }

    Reply serve(HttpRequest request) {
        try {
            String route = request.method() + " " + request.path().substring(PREFIX.length());
            return route.matches("GET runs/[^/]+/output")
                    ? output(route.split("/", -1)[1])
                    : json(serve(route, request));
        } catch (NoSuchElementException e) {
            return answer(404, Json.object().put("message", e.getMessage()));
        } catch (IllegalArgumentException e) {
            return answer(400, Json.object().put("message", e.getMessage()));
        }
    }

    private JsonNode serve(String route, HttpRequest request) {
        return switch (route) {
            case "GET health", "GET clock" -> time();
            case "POST clock" -> advance(Json.parse(request.body()));
            case "GET requests" -> requests();
            case "GET events" ->
                Json.array(glue.events().stream().map(event -> event.toJson()).toList());
            case "POST faults" -> storeFault(Json.parse(request.body()));
            case "DELETE faults" -> clearFaults();
            case "POST event-faults" -> storeEventFault(Json.parse(request.body()));
            case "POST lag" -> lag(Json.parse(request.body()));
            case "POST reset" -> reset();
            default -> throw new NoSuchElementException("no such route: " + route);
        };
    }

    private ObjectNode time() {
        return Json.object()
                .put("status", "ok")
                .put("time", glue.clock().instant().toString());
    }

    private ObjectNode advance(JsonNode request) {
        glue.clock().advance(seconds(request));
        return time();
    }

    private ObjectNode requests() {
        ObjectNode answer = Json.object();
        ObjectNode counts = answer.putObject("counts");
        glue.requestCounts().forEach(counts::put);
        ArrayNode requests = answer.putArray("requests");
        glue.requests().forEach(request -> requests.add(toJson(request)));
        return answer;
    }

    private static ObjectNode toJson(ReceivedRequest request) {
        ObjectNode json = Json.object().put("at", request.at().toString()).put("operation", request.operation());
        json.put("accessKeyId", request.accessKeyId()).put("sessionToken", request.sessionToken());
        json.put("region", request.region()).put("host", request.host());
        json.set("body", request.body());
        return json;
    }

    private ObjectNode storeFault(JsonNode request) {
        FaultRequest.store(request, glue.faults());
        return Json.object();
    }

    private ObjectNode clearFaults() {
        glue.faults().clear();
        glue.eventFaults().clear();
        return Json.object();
    }

    private ObjectNode storeEventFault(JsonNode request) {
        EventFault fault = switch (request.path("fault").asText()) {
            case "lost" -> new EventFault.Lost();
            case "duplicated" -> new EventFault.Duplicated();
            case "delayed" -> new EventFault.Delayed(seconds(request));
            case "overtaken" -> new EventFault.Overtaken();
            default -> throw new IllegalArgumentException("fault must be one of lost, duplicated, delayed, overtaken");
        };
        glue.eventFaults().add(fault, request.path("times").asInt(1));
        return Json.object();
    }

    private ObjectNode lag(JsonNode request) {
        glue.lagJobRuns(seconds(request));
        return Json.object();
    }

    private ObjectNode reset() {
        glue.reset();
        return Json.object();
    }

    private Reply output(String jobRunId) {
        return glue.scriptOutput(jobRunId)
                .map(output -> new Reply.Answer(200, Map.of("Content-Type", "text/plain; charset=utf-8"), output))
                .orElseGet(() -> answer(404, Json.object().put("message", "no script ran for " + jobRunId)));
    }

    private static Duration seconds(JsonNode request) {
        if (!request.path("seconds").isNumber()) {
            throw new IllegalArgumentException("seconds must be a number");
        }
        return Duration.ofMillis((long) (request.path("seconds").asDouble() * 1000));
    }

    private static Reply.Answer json(JsonNode body) {
        return answer(200, body);
    }

    private static Reply.Answer answer(int status, JsonNode body) {
        return new Reply.Answer(status, Map.of("Content-Type", "application/json"), body.toString());
    }
}
