package io.glueconnector.fakeglue.time;

import java.time.Duration;

/**
 * The durations of state changes, unless a crawler's tags set others.
 *
 * @param starting how long a job run is STARTING
 * @param stopping how long a simulated job run or a crawler is STOPPING
 * @param slotRelease how long an ended run still counts against its job's concurrent runs
 * @param crawling how long a crawl runs
 * @param switching how long a trigger is ACTIVATING or DEACTIVATING
 */
public record Timings(
        Duration starting, Duration stopping, Duration slotRelease, Duration crawling, Duration switching) {

    /** Returns short durations: one second to start and to stop, five to crawl, and zero for everything else. */
    public static Timings quick() {
        return new Timings(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);
    }

    public Timings withStarting(Duration duration) {
        return new Timings(duration, stopping, slotRelease, crawling, switching);
    }

    public Timings withStopping(Duration duration) {
        return new Timings(starting, duration, slotRelease, crawling, switching);
    }

    public Timings withSlotRelease(Duration duration) {
        return new Timings(starting, stopping, duration, crawling, switching);
    }

    public Timings withCrawling(Duration duration) {
        return new Timings(starting, stopping, slotRelease, duration, switching);
    }

    public Timings withSwitching(Duration duration) {
        return new Timings(starting, stopping, slotRelease, crawling, duration);
    }
}
