package io.glueconnector.fakeglue.triggers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import java.util.Map;

/** Builds a CreateTrigger request for tests. */
public final class TriggerDefinition {
    private final ObjectNode request;

    private TriggerDefinition(ObjectNode request) {
        this.request = request;
    }

    public static TriggerDefinition onDemand(String name) {
        return of(name, TriggerType.ON_DEMAND);
    }

    /** Returns a trigger with a schedule. The server's clock does not fire it. */
    public static TriggerDefinition scheduled(String name) {
        return new TriggerDefinition(of(name, TriggerType.SCHEDULED).request.put("Schedule", "cron(0 3 * * ? *)"));
    }

    /** Returns a trigger that fires when a run of the job has ended in this state, if a trigger started that run. */
    public static TriggerDefinition afterJob(String name, String jobName, String state) {
        TriggerDefinition definition = of(name, TriggerType.CONDITIONAL);
        definition
                .request
                .putObject("Predicate")
                .putArray("Conditions")
                .addObject()
                .put("LogicalOperator", "EQUALS")
                .put("JobName", jobName)
                .put("State", state);
        return definition;
    }

    /** Returns a trigger that EventBridge events start, as the first trigger of a workflow. */
    public static TriggerDefinition ofEvents(String name) {
        return new TriggerDefinition(of(name, TriggerType.EVENT).request.put("WorkflowName", "flow"));
    }

    private static TriggerDefinition of(String name, TriggerType type) {
        return new TriggerDefinition(Json.object().put("Name", name).put("Type", type.name()));
    }

    public TriggerDefinition startingJob(String jobName, Map<String, String> arguments) {
        ObjectNode action = Json.object().put("JobName", jobName);
        action.set("Arguments", Json.map(arguments));
        return startingAlso(action);
    }

    public TriggerDefinition startingCrawler(String crawlerName) {
        return startingAlso(Json.object().put("CrawlerName", crawlerName));
    }

    public TriggerDefinition withTag(String name, String value) {
        ObjectNode copy = request.deepCopy();
        copy.withObject("/Tags").put(name, value);
        return new TriggerDefinition(copy);
    }

    public ObjectNode toJson() {
        return request.deepCopy();
    }

    private TriggerDefinition startingAlso(ObjectNode action) {
        ObjectNode copy = request.deepCopy();
        copy.withArray("/Actions").add(action);
        return new TriggerDefinition(copy);
    }
}
