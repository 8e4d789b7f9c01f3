package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;

/** Builds a CreateJob request for tests. */
public final class JobDefinition {
    private final ObjectNode request;

    private JobDefinition(ObjectNode request) {
        this.request = request;
    }

    /** Returns a Spark job, which is simulated. */
    public static JobDefinition spark(String name) {
        JobDefinition definition = of(name, "glueetl", "s3://scripts/" + name + ".py");
        return definition.with("GlueVersion", "5.0").with("WorkerType", "G.1X").with("NumberOfWorkers", 2);
    }

    /** Returns a Python shell job, which runs the script for real if the server has a folder of scripts. */
    public static JobDefinition pythonShell(String name, String script) {
        return of(name, "pythonshell", "s3://scripts/" + script).with("MaxCapacity", 0.0625);
    }

    /** Returns a Ray job, which is simulated. */
    public static JobDefinition ray(String name) {
        JobDefinition definition = of(name, "glueray", "s3://scripts/" + name + ".py");
        return definition.with("GlueVersion", "4.0").with("WorkerType", "Z.2X").with("NumberOfWorkers", 5);
    }

    /** Returns a streaming job. Its runs never end by themselves. */
    public static JobDefinition streaming(String name) {
        return of(name, "gluestreaming", "s3://scripts/" + name + ".py");
    }

    private static JobDefinition of(String name, String command, String script) {
        ObjectNode request = Json.object().put("Name", name).put("Role", "arn:aws:iam::000000000000:role/glue");
        request.putObject("Command").put("Name", command).put("ScriptLocation", script);
        return new JobDefinition(request);
    }

    /** Sets any member of the request: a string, a number, a Boolean or a {@code JsonNode}. */
    public JobDefinition with(String member, Object value) {
        ObjectNode copy = request.deepCopy();
        copy.putPOJO(member, value);
        return new JobDefinition((ObjectNode) Json.parse(copy.toString()));
    }

    public JobDefinition withDefaultArgument(String name, String value) {
        return withEntry("DefaultArguments", name, value);
    }

    public JobDefinition withNonOverridableArgument(String name, String value) {
        return withEntry("NonOverridableArguments", name, value);
    }

    public JobDefinition withTag(String name, String value) {
        return withEntry("Tags", name, value);
    }

    public JobDefinition withMaxConcurrentRuns(int runs) {
        return with("ExecutionProperty", Json.object().put("MaxConcurrentRuns", runs));
    }

    public JobDefinition withMaxRetries(int retries) {
        return with("MaxRetries", retries);
    }

    public ObjectNode toJson() {
        return request.deepCopy();
    }

    private JobDefinition withEntry(String map, String name, String value) {
        ObjectNode copy = request.deepCopy();
        copy.withObject("/" + map).put(name, value);
        return new JobDefinition(copy);
    }
}
