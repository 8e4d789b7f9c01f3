package io.glueconnector.fakeglue.triggers;

import io.glueconnector.fakeglue.protocol.GlueError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The triggers of one account and Region, by name. Guarded by the timeline. */
final class Triggers {
    private final Map<String, Trigger> triggers = new TreeMap<>();

    void add(Trigger trigger) {
        if (triggers.putIfAbsent(trigger.name(), trigger) != null) {
            throw GlueError.alreadyExists("Trigger already exists: " + trigger.name());
        }
    }

    Optional<Trigger> find(String name) {
        return Optional.ofNullable(triggers.get(name));
    }

    Trigger get(String name) {
        return find(name).orElseThrow(() -> GlueError.notFound("Trigger with name: " + name + " not found."));
    }

    List<Trigger> all() {
        return List.copyOf(triggers.values());
    }
}
