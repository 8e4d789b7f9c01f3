package io.glueconnector.ledger;

import io.glueconnector.connection.ConnectionName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Something to start whose attempts and looks go as a test says. */
final class ScriptedStart implements Startable, Traceable {
    static final Duration REST = Duration.ofSeconds(7);

    /** The starts that were asked for, in order. */
    final List<Start> attempts = new ArrayList<>();

    /** What each look was told to be another start's. */
    final List<Set<String>> credited = new ArrayList<>();

    private final Deque<Supplier<Map<String, Object>>> outcomes = new ArrayDeque<>();
    private final Deque<Supplier<Look>> looks = new ArrayDeque<>();
    private final String name;
    private final boolean leasesName;

    ScriptedStart(String name, boolean leasesName) {
        this.name = name;
        this.leasesName = leasesName;
    }

    /** The next attempt is answered with that run. */
    ScriptedStart answers(String run) {
        return does(() -> answer(run));
    }

    /** The next attempt fails. */
    ScriptedStart fails(RuntimeException failure) {
        return does(() -> {
            throw failure;
        });
    }

    /** The next attempt goes like this. */
    ScriptedStart does(Supplier<Map<String, Object>> attempt) {
        outcomes.add(attempt);
        return this;
    }

    /** The next look says that. */
    ScriptedStart shows(Look look) {
        return looks(() -> look);
    }

    /** The next look goes like this. */
    ScriptedStart looks(Supplier<Look> look) {
        looks.add(look);
        return this;
    }

    static Map<String, Object> answer(String run) {
        return Map.of("run", run);
    }

    static Look found(String run, boolean twice) {
        return new Look.Found(answer(run), twice);
    }

    @Override
    public Target target() {
        return new Target("StartJobRun", new ConnectionName("team-a"), "eu-west-1", name);
    }

    @Override
    public Traceable trace() {
        return this;
    }

    @Override
    public boolean leasesName() {
        return leasesName;
    }

    @Override
    public Map<String, Object> start(Start start) {
        attempts.add(start);
        return outcomes.remove().get();
    }

    @Override
    public Look look(Start start, Set<String> others) {
        credited.add(others);
        return looks.remove().get();
    }

    @Override
    public Set<String> credits(Map<String, Object> answer) {
        return Set.of(answer.get("run").toString());
    }

    @Override
    public Duration rest(Map<String, Object> answer) {
        return REST;
    }
}
