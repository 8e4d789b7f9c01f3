package io.glueconnector.once;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * One cell of the matrix: a mishap at a step, for every caller of a start.
 *
 * @param step the step that fails
 * @param mishap the way it fails
 * @param startTakesEffect if a search fails: whether Glue starts the run before the response is lost
 * @param source the source of the start
 */
record Cell(Step step, Mishap mishap, boolean startTakesEffect, Source source) {
    private static final int ROUNDS_OF_TROUBLE = 2;
    private static final int LAMBDAS_TIME = 26_000;
    private static final int A_SHORT_TIME = 1_600;

    /** The callers' tries in each round, and those after the faults stopped. */
    record History(List<Party> parties, Party afterwards, boolean saidNothingWhenSomething) {
        List<Try> allTries() {
            List<Try> all = new ArrayList<>(afterwards.tries());
            parties.forEach(party -> all.addAll(party.tries()));
            return all;
        }
    }

    @Override
    public String toString() {
        String start = isSearch() ? startTakesEffect ? ", start took effect" : ", start had no effect" : "";
        return "%s: %s%s, %s".formatted(step, mishap, start, source);
    }

    /**
     * Plays the cell: first with faults, for two rounds or for a whole execution before its redrive; then without, to the
     * end.
     */
    History play(World world, Function<World, FunctionProcess> functions) {
        Processes processes = new Processes(() -> functions.apply(world));
        List<Party> parties = source.parties(step);
        boolean lied = ask(parties, world, processes);
        return new History(parties, askOnceMore(world, processes), lied);
    }

    /** Lets all callers try until they succeed or give up. Returns whether the first responses were false. */
    boolean ask(List<Party> parties, World world, Processes processes) {
        world.line().trouble(trouble());
        if (step == Step.SEARCH_NEXT_PAGE) {
            world.startsArePagesBack(1);
        }
        List<Party> asking = parties;
        boolean lied = false;
        for (int round = 1; !asking.isEmpty(); round++) {
            tryAtOnce(asking, processes, inTrouble(round) ? remaining() : LAMBDAS_TIME);
            lied |= round == 1 && isLie(parties, world);
            if (!inTrouble(round + 1)) {
                world.line().trouble(Map.of());
            }
            asking = waitForNext(asking, world);
        }
        world.line().trouble(Map.of());
        return lied;
    }

    private Party askOnceMore(World world, Processes processes) {
        Party last = source.afterwards();
        List<Party> asking = List.of(last);
        while (!asking.isEmpty()) {
            tryAtOnce(asking, processes, LAMBDAS_TIME);
            asking = waitForNext(asking, world);
        }
        return last;
    }

    // If all responses say that nothing was started, no run may exist.
    private static boolean isLie(List<Party> parties, World world) {
        return parties.stream().allMatch(party -> party.tries().getFirst().saysNothingWasStarted())
                && !world.runs().isEmpty();
    }

    private boolean inTrouble(int round) {
        return source == Source.REDRIVE || round <= ROUNDS_OF_TROUBLE;
    }

    private int remaining() {
        return mishap == Mishap.SILENCE_AFTER ? A_SHORT_TIME : LAMBDAS_TIME;
    }

    private Map<Step, Mishap> trouble() {
        if (!isSearch()) {
            return Map.of(step, mishap);
        }
        return Map.of(Step.START, startTakesEffect ? Mishap.RESET_AFTER : Mishap.RESET_BEFORE, step, mishap);
    }

    private boolean isSearch() {
        return step == Step.SEARCH_FIRST_PAGE || step == Step.SEARCH_NEXT_PAGE;
    }

    private static void tryAtOnce(List<Party> parties, Processes processes, int remaining) {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> all = new ArrayList<>();
            for (Party party : parties) {
                FunctionProcess process = processes.serving(all.size());
                all.add(threads.submit(() -> party.tryOnce(process, remaining)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Advances the time by the longest wait, and returns the callers that try again. */
    private static List<Party> waitForNext(List<Party> parties, World world) {
        List<Party> next = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (Party party : parties) {
            Optional<Duration> wait = party.next();
            if (wait.isPresent()) {
                next.add(party);
                longest = longest.compareTo(wait.get()) < 0 ? wait.get() : longest;
            }
        }
        world.advance(longest);
        return next;
    }
}
