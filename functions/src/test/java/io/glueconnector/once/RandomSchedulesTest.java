package io.glueconnector.once;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.testing.Proven;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Plays random schedules of faults and interleavings. {@code -Dschedules=N} sets their number, {@code -Dseed=S} the first seed.
 * {@code -Dschedules=1 -Dseed=S} repeats a schedule that failed; the failure prints the schedule's events.
 */
class RandomSchedulesTest {
    private static final int SCHEDULES = Integer.getInteger("schedules", 2_000);
    private static final long SEED = Long.getLong("seed", 20_260_101L);
    private static final int AT_ONCE = 8;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();

    @Test
    void starts_anyScheduleOfFaults_happenOnce() throws InterruptedException, ExecutionException {
        System.out.printf("seeds %d to %d%n", SEED, SEED + SCHEDULES - 1);
        try (ExecutorService lanes = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < SCHEDULES; i++) {
                long seed = SEED + i;
                all.add(lanes.submit(() -> check(seed)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        Proven.in("random-schedules")
                .that(SCHEDULES, "random schedules, from seed %d".formatted(SEED))
                .that(begun.get(), "runs and crawls started in random schedules")
                .that(unknown.get(), "starts of triggers and crawlers in random schedules left for a person to check")
                .write();
    }

    private void check(long seed) {
        Kind kind = kind(seed);
        Schedule schedule = new Schedule(kind, seed);
        schedule.play();
        begun.addAndGet((int) schedule.glue().begun().stream()
                .filter(it -> !it.by().equals(ModelGlue.STRANGER))
                .count());
        for (String key : schedule.keys()) {
            check(schedule, key, "seed %d, %s, key %s:%n%s".formatted(seed, kind, key, schedule.story()));
        }
        assertThat(claimedTwice(schedule))
                .as("seed %d, claimed twice:%n%s", seed, schedule.story())
                .isEmpty();
    }

    private void check(Schedule schedule, String key, String story) {
        List<ModelGlue.Begun> begunByKey = schedule.glue().begunBy(key);
        assertThat(begunByKey).as("started twice, %s", story).hasSizeLessThanOrEqualTo(1);
        Try last = schedule.lastAnswer(key);
        if (!last.isOk()) {
            // A person must check if neither a token nor the time identifies what was started. A job run has a token.
            assertThat(schedule.kind()).as("stuck, %s", story).isNotEqualTo(Kind.JOB);
            assertThat(last.code()).as("stuck, %s", story).isEqualTo("OutcomeUnknown");
            unknown.incrementAndGet();
            return;
        }
        assertThat(begunByKey).as("lost, %s", story).hasSize(1);
        assertThat(schedule.answers().stream()
                        .filter(it -> it.key().equals(key))
                        .flatMap(it -> it.with().ids().stream()))
                .as("response names the run of another start, %s", story)
                .allMatch(id -> id.equals(begunByKey.getFirst().id()));
    }

    private static List<String> claimedTwice(Schedule schedule) {
        return schedule.glue().begun().stream()
                .map(ModelGlue.Begun::id)
                .filter(id -> schedule.answers().stream()
                                .filter(it -> it.with().ids().contains(id))
                                .map(Schedule.Answered::key)
                                .distinct()
                                .count()
                        > 1)
                .toList();
    }

    // Most schedules start jobs, which use the whole protocol.
    private static Kind kind(long seed) {
        return switch ((int) (seed % 5)) {
            case 3 -> Kind.TRIGGER;
            case 4 -> Kind.CRAWLER;
            default -> Kind.JOB;
        };
    }
}
