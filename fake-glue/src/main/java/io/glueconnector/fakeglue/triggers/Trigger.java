package io.glueconnector.fakeglue.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** A trigger, with its definition as it was sent. Guarded by the timeline. */
final class Trigger {
    private final Scope scope;
    private final String name;
    private final TriggerType type;
    private final ObjectNode definition;
    private final Map<String, String> tags;
    private final Set<JsonNode> met = new HashSet<>();
    private TriggerState state = TriggerState.CREATED;

    Trigger(Scope scope, String name, TriggerType type, ObjectNode definition, Map<String, String> tags) {
        this.scope = scope;
        this.name = name;
        this.type = type;
        this.definition = definition;
        this.tags = tags;
    }

    Scope scope() {
        return scope;
    }

    String name() {
        return name;
    }

    TriggerType type() {
        return type;
    }

    Map<String, String> tags() {
        return tags;
    }

    TriggerState state() {
        return state;
    }

    void enter(TriggerState next) {
        state = next;
    }

    List<ObjectNode> actions() {
        return StreamSupport.stream(definition.path("Actions").spliterator(), false)
                .map(action -> (ObjectNode) action)
                .toList();
    }

    boolean startsJob(String jobName) {
        return actions().stream()
                .anyMatch(action -> action.path("JobName").asText().equals(jobName));
    }

    /**
     * Records the conditions that the end of a run or crawl fulfils. Returns whether the predicate now holds; if so, clears
     * the conditions.
     */
    boolean fulfil(Predicate<JsonNode> fulfilled) {
        JsonNode predicate = definition.path("Predicate");
        JsonNode conditions = predicate.path("Conditions");
        conditions.forEach(condition -> {
            if (fulfilled.test(condition)) {
                met.add(condition);
            }
        });
        boolean any = predicate.path("Logical").asText("AND").equals("ANY");
        boolean holds = any ? !met.isEmpty() : met.size() == conditions.size();
        if (holds) {
            met.clear();
        }
        return holds;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Name", name).put("Type", type.name());
        json.put("State", state.name());
        return json.setAll(definition);
    }
}
