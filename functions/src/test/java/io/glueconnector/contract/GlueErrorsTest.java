package io.glueconnector.contract;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.testing.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The error table: every error of Glue, for every action, over HTTP and directly.
 *
 * <p>Each action has its own operation to fail, so the actions can run in parallel. Most of the time goes into the SDK's
 * waits between attempts.
 */
class GlueErrorsTest {
    private static final int MILLIS_TO_HANG = 2500;

    @RegisterExtension
    private static final Functions FUNCTIONS = new Functions();

    private static final Map<Action, String> OPERATIONS = operations();
    private static final ExecutorService LANES = Executors.newCachedThreadPool();
    private static final List<Cell> CELLS = new ArrayList<>();

    /** One cell of the table, with its outcome. */
    private record Cell(Action action, Door door, Trouble trouble, CompletableFuture<Outcome> outcome) {
        String atGlue() {
            return OPERATIONS.get(action) + " " + trouble.name();
        }

        @Override
        public String toString() {
            return "%s, %s, %s".formatted(action, door, trouble.name());
        }
    }

    private record Outcome(Answer answer, int effects, int requests) {}

    private static Map<Action, String> operations() {
        Map<Action, String> operations = new EnumMap<>(Action.class);
        for (Action action : Action.values()) {
            action.operation().ifPresent(operation -> operations.put(action, operation));
        }
        return operations;
    }

    @BeforeAll
    static void tryEverything() {
        OPERATIONS.forEach((action, operation) -> {
            List<Cell> lane = Stream.of(Trouble.modeled(operation), Trouble.common(), Trouble.broken())
                    .flatMap(troubles -> troubles)
                    .flatMap(trouble -> Stream.of(Door.values())
                            .map(door -> new Cell(action, door, trouble, new CompletableFuture<>())))
                    .toList();
            CELLS.addAll(lane);
            LANES.execute(() -> lane.forEach(GlueErrorsTest::fill));
        });
    }

    @AfterAll
    static void report() throws IOException {
        LANES.shutdownNow();
        System.out.printf("error cells at Glue exercised: %d%n", CELLS.size());
        // For the check against Glue's published model.
        Files.write(
                Path.of("target", "glue-errors.txt"),
                CELLS.stream().map(Cell::atGlue).collect(toCollection(TreeSet::new)));
    }

    private static void fill(Cell cell) {
        try {
            cell.outcome().complete(tried(cell));
        } catch (Throwable e) {
            cell.outcome().completeExceptionally(e);
        }
    }

    private static Outcome tried(Cell cell) {
        String name =
                "%s-%s-%s".formatted(cell.action(), cell.door(), cell.trouble().name());
        String operation = OPERATIONS.get(cell.action());
        Map<String, Object> fields = prepared(cell.action(), name);
        int before = FUNCTIONS.glue().requests(operation).size();
        FUNCTIONS.glue().faults().always(operation, cell.trouble().fault());
        TestContext whole = FUNCTIONS.context();
        TestContext context = cell.trouble().isHang() ? new TestContext(whole.requestId(), MILLIS_TO_HANG) : whole;
        Answer answer = FUNCTIONS.call(cell.action(), cell.door(), fields, context);
        FUNCTIONS.glue().faults().clear(operation);
        int requests = FUNCTIONS.glue().requests(operation).size() - before;
        return new Outcome(answer, effects(cell.action(), name), requests);
    }

    /** Creates the things that the action needs to succeed, and returns the fields that name them. */
    private static Map<String, Object> prepared(Action action, String name) {
        Map<String, Object> fields = new LinkedHashMap<>(Samples.of(action));
        fields.put("connection", "keys");
        fields.computeIfPresent("name", (field, sample) -> name);
        FUNCTIONS.account().createJob(name);
        FUNCTIONS.account().createCrawler(name);
        switch (action) {
            case GET_JOB_RUN, STOP_JOB_RUN -> {
                String run = FUNCTIONS.account().startJobRun(name, Map.of());
                fields.computeIfPresent("jobRunId", (field, sample) -> run);
                fields.computeIfPresent("jobRunIds", (field, sample) -> List.of(run));
            }
            case STOP_CRAWLER -> FUNCTIONS.account().startCrawler(name);
            case START_TRIGGER ->
                FUNCTIONS
                        .account()
                        .createTrigger(TriggerDefinition.onDemand(name).startingJob(name, Map.of()));
            case STOP_TRIGGER -> {
                FUNCTIONS
                        .account()
                        .createTrigger(TriggerDefinition.scheduled(name).startingJob(name, Map.of()));
                FUNCTIONS.account().call("StartTrigger", Json.object().put("Name", name));
            }
            default -> {} // Most actions need nothing. A missing preparation changes the error code.
        }
        return fields;
    }

    /** Returns how many runs or crawls a start has started. */
    private static int effects(Action action, String name) {
        return switch (action) {
            case START_JOB_RUN, START_TRIGGER ->
                FUNCTIONS.account().jobRuns(name).size();
            case START_CRAWLER -> FUNCTIONS.account().crawls(name).size();
            default -> 0;
        };
    }

    @TestFactory
    Stream<DynamicTest> everyTrouble_everyAction_hasTheExpectedCode() {
        return CELLS.stream().map(cell -> DynamicTest.dynamicTest(cell.toString(), () -> check(cell)));
    }

    private static void check(Cell cell) {
        Outcome outcome = cell.outcome().join();
        Catalogue.check(
                outcome.answer(), Expectation.of(cell.action(), cell.trouble().name()));
        assertThat(outcome.answer().text()).doesNotContain("upstream text", "<html>");
        if (cell.action().isStart()) {
            assertThat(outcome.effects()).isLessThanOrEqualTo(1);
            if (outcome.answer().isOk()) {
                assertThat(outcome.effects()).isEqualTo(1);
            }
        }
    }
}
