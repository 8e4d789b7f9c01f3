package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glueconnector.fakeglue.time.Timeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final Timeline timeline = new Timeline(Clock.fixed(START, ZoneOffset.UTC));
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void close() {
        timeline.close();
    }

    private void plan(long seconds, String what) {
        timeline.atomically(() -> {
            timeline.at(START.plusSeconds(seconds), () -> done.add(what + " at " + timeline.instant()));
            return what;
        });
    }

    @Test
    void advance_severalItemsDue_runInOrderEachAtItsTime() {
        plan(20, "second");
        plan(10, "first");
        plan(20, "third");
        plan(31, "too late");

        timeline.advance(Duration.ofSeconds(30));

        assertThat(done)
                .containsExactly(
                        "first at 2026-01-01T12:00:10Z",
                        "second at 2026-01-01T12:00:20Z",
                        "third at 2026-01-01T12:00:20Z");
        assertThat(timeline.instant()).isEqualTo(START.plusSeconds(30));
    }

    @Test
    void advance_workSchedulesMore_runsThatToo() {
        timeline.atomically(() -> {
            timeline.at(START.plusSeconds(1), () -> plan(2, "planned on the way"));
            return null;
        });

        timeline.advance(Duration.ofSeconds(2));

        assertThat(done).containsExactly("planned on the way at 2026-01-01T12:00:02Z");
    }

    @Test
    void advance_backwards_isRejected() {
        assertThatThrownBy(() -> timeline.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("forward");
    }

    @Test
    void afterwards_withinAStep_runsAfterTheStep() {
        timeline.atomically(() -> {
            timeline.afterwards(() -> done.add("afterwards"));
            return done.add("step");
        });

        assertThat(done).containsExactly("step", "afterwards");
    }

    @Test
    void settle_workOnAnotherThread_waitsForIt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread other = Thread.ofPlatform()
                .start(() -> timeline.atomically(() -> {
                    timeline.afterwards(() -> {
                        begun.countDown();
                        awaitQuietly(mayEnd);
                        done.add("afterwards");
                    });
                    return null;
                }));
        begun.await();
        Thread waiting = Thread.currentThread();
        Thread.ofPlatform().daemon().start(() -> {
            while (waiting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            mayEnd.countDown();
        });

        timeline.settle();

        assertThat(done).containsExactly("afterwards");
        other.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void at_runningClock_runsWhenDue() throws InterruptedException {
        CountDownLatch happened = new CountDownLatch(1);
        try (Timeline running = new Timeline(Clock.systemUTC())) {
            running.atomically(() -> {
                running.at(running.instant().plusMillis(50), happened::countDown);
                return null;
            });

            assertThat(happened.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
