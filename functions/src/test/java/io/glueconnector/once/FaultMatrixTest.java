package io.glueconnector.once;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.testing.Proven;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks every mishap at every step of a start, for every kind of caller: once the faults stop, a key has exactly one run, never
 * two, and no key is stuck. {@link PlainStartTest} shows the effect of the same mishaps on a start without a record.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class FaultMatrixTest {
    private final AtomicInteger cells = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger duplicates = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger stuck = new AtomicInteger();

    static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Source source : Source.values()) {
            for (Mishap mishap : Mishap.values()) {
                // The successful response to a write is empty, so it cannot lack an id.
                if (mishap != Mishap.NO_ID) {
                    cells.add(new Cell(Step.CLAIM, mishap, true, source));
                    cells.add(new Cell(Step.COMMIT, mishap, true, source));
                }
                cells.add(new Cell(Step.START, mishap, true, source));
                for (boolean effect : new boolean[] {true, false}) {
                    cells.add(new Cell(Step.SEARCH_FIRST_PAGE, mishap, effect, source));
                    cells.add(new Cell(Step.SEARCH_NEXT_PAGE, mishap, effect, source));
                }
            }
        }
        return cells;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void start_mishapAtAnyStep_happensOnce(Cell cell) {
        try (World world = new World()) {
            Cell.History history = cell.play(world, FunctionProcess::recorded);

            count(world, history);
            String story = story(world, history);
            assertThat((long) world.runs().size()).as("duplicates, %s", story).isEqualTo(world.startsWithRuns());
            assertThat(history.saidNothingWhenSomething())
                    .as("a lie, %s", story)
                    .isFalse();
            assertThat(history.afterwards().tries().getLast().code())
                    .as("stuck, %s", story)
                    .isEqualTo("ok");
            assertThat(history.afterwards().tries().getLast().ids())
                    .as("the run's id, %s", story)
                    .hasSize(1);
            assertThat(world.startsWithRuns())
                    .as("starts, %s", story)
                    .isBetween(1L, cell.source() == Source.REDRIVE ? 2L : 1L);
            assertThat(answered(history))
                    .as("runs that do not exist, %s", story)
                    .isSubsetOf(ids(world))
                    .hasSizeLessThanOrEqualTo(cell.source() == Source.REDRIVE ? 2 : 1);
        }
    }

    @AfterAll
    void report() {
        Proven.in("fault-matrix")
                .that(cells.get(), "cells of the fault matrix")
                .that(runs.get(), "runs started in the fault matrix")
                .that(duplicates.get(), "duplicate runs in the fault matrix")
                .that(lost.get(), "lost starts in the fault matrix")
                .that(stuck.get(), "stuck keys in the fault matrix")
                .write();
    }

    private void count(World world, Cell.History history) {
        cells.incrementAndGet();
        runs.addAndGet(world.runs().size());
        duplicates.addAndGet(world.runs().size() - (int) world.startsWithRuns());
        stuck.addAndGet(history.afterwards().tries().getLast().isOk() ? 0 : 1);
        lost.addAndGet(ids(world).containsAll(answered(history)) ? 0 : 1);
    }

    private static Set<String> answered(Cell.History history) {
        return history.allTries().stream().flatMap(it -> it.ids().stream()).collect(Collectors.toSet());
    }

    private static Set<String> ids(World world) {
        return world.runs().stream().map(JobRunSnapshot::id).collect(Collectors.toSet());
    }

    private static String story(World world, Cell.History history) {
        List<String> told = new ArrayList<>();
        history.parties().stream()
                .limit(4)
                .forEach(party ->
                        told.add(party.tries().stream().map(Try::code).toList().toString()));
        return "%d runs; tries %s, then %s, with the last detail: %s"
                .formatted(
                        world.runs().size(),
                        told,
                        history.afterwards().tries().stream().map(Try::code).toList(),
                        history.afterwards().tries().getLast().detail());
    }
}
