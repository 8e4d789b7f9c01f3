package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Instant;
import java.util.Map;

/**
 * A job's definition, with its members as they were sent.
 *
 * @param definition {@code JobUpdate}'s members
 */
record Job(String name, ObjectNode definition, Map<String, String> tags, Instant createdOn, Instant lastModifiedOn) {
    private static final int DEFAULT_MAX_CONCURRENT_RUNS = 1;

    Job with(ObjectNode newDefinition, Instant now) {
        return new Job(name, newDefinition, tags, createdOn, now);
    }

    String command() {
        return definition.path("Command").path("Name").asText();
    }

    boolean isPythonShell() {
        return command().equals("pythonshell");
    }

    boolean isRay() {
        return command().equals("glueray");
    }

    boolean isStreaming() {
        return command().equals("gluestreaming");
    }

    String scriptLocation() {
        return definition.path("Command").path("ScriptLocation").asText();
    }

    int maxConcurrentRuns() {
        return definition.path("ExecutionProperty").path("MaxConcurrentRuns").asInt(DEFAULT_MAX_CONCURRENT_RUNS);
    }

    int maxRetries() {
        return definition.path("MaxRetries").asInt(0);
    }

    String glueVersion() {
        return definition.path("GlueVersion").asText("5.1");
    }

    Map<String, String> defaultArguments() {
        return Json.texts(definition.path("DefaultArguments"));
    }

    Map<String, String> nonOverridableArguments() {
        return Json.texts(definition.path("NonOverridableArguments"));
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Name", name).setAll(definition);
        json.put("CreatedOn", Json.timestamp(createdOn)).put("LastModifiedOn", Json.timestamp(lastModifiedOn));
        json.put("GlueVersion", glueVersion());
        json.putObject("ExecutionProperty").put("MaxConcurrentRuns", maxConcurrentRuns());
        return json;
    }
}
