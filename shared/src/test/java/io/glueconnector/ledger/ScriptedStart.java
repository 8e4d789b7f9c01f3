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
final class ScriptedStart implements Startable, Trace {
    static final Duration COOLDOWN = Duration.ofSeconds(7);

    /** The starts that were asked for, in order. */
    final List<Start> attempts = new ArrayList<>();

    /** What each look was told to be another start's. */
    final List<Set<String>> claimed = new ArrayList<>();

    private final Deque<Supplier<Map<String, Object>>> outcomes = new ArrayDeque<>();
    private final Deque<Supplier<SearchResult>> looks = new ArrayDeque<>();
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
    ScriptedStart shows(SearchResult look) {
        return looks(() -> look);
    }

    /** The next look goes like this. */
    ScriptedStart looks(Supplier<SearchResult> look) {
        looks.add(look);
        return this;
    }

    static Map<String, Object> answer(String run) {
        return Map.of("run", run);
    }

    static SearchResult found(String run, boolean duplicated) {
        return new SearchResult.Found(answer(run), duplicated);
    }

    @Override
    public StartTarget target() {
        return new StartTarget("StartJobRun", new ConnectionName("team-a"), "eu-west-1", name);
    }

    @Override
    public Trace trace() {
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
    public SearchResult search(Start start, Set<String> others) {
        claimed.add(others);
        return looks.remove().get();
    }

    @Override
    public Set<String> claimedIds(Map<String, Object> answer) {
        return Set.of(answer.get("run").toString());
    }

    @Override
    public Duration cooldown(Map<String, Object> answer) {
        return COOLDOWN;
    }
}
