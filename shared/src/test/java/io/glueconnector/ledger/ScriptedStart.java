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

/** Something to start, with attempts and searches that a test scripts. */
final class ScriptedStart implements Startable, Trace {
    static final Duration COOLDOWN = Duration.ofSeconds(7);

    /** The attempted starts, in order. */
    final List<Start> attempts = new ArrayList<>();

    /** The ids that each search got as the claims of another start. */
    final List<Set<String>> claimed = new ArrayList<>();

    private final Deque<Supplier<Map<String, Object>>> outcomes = new ArrayDeque<>();
    private final Deque<Supplier<SearchResult>> searches = new ArrayDeque<>();
    private final String name;
    private final boolean leasesName;

    ScriptedStart(String name, boolean leasesName) {
        this.name = name;
        this.leasesName = leasesName;
    }

    /** Makes the next attempt return that run. */
    ScriptedStart answers(String run) {
        return does(() -> answer(run));
    }

    /** Makes the next attempt fail. */
    ScriptedStart fails(RuntimeException failure) {
        return does(() -> {
            throw failure;
        });
    }

    /** Makes the next attempt do this. */
    ScriptedStart does(Supplier<Map<String, Object>> attempt) {
        outcomes.add(attempt);
        return this;
    }

    /** Makes the next search return that result. */
    ScriptedStart shows(SearchResult result) {
        return searches(() -> result);
    }

    /** Makes the next search do this. */
    ScriptedStart searches(Supplier<SearchResult> search) {
        searches.add(search);
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
        return searches.remove().get();
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
