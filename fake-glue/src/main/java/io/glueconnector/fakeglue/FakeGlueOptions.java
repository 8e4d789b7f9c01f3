package io.glueconnector.fakeglue;

import io.glueconnector.fakeglue.events.GlueEvent;
import io.glueconnector.fakeglue.scripts.Scripts;
import io.glueconnector.fakeglue.time.Timings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The options of a server.
 *
 * @param port the port on 127.0.0.1, 0 for a free one
 * @param clock the source of the server's time
 * @param random the source of random IDs
 * @param timings the durations of state changes
 * @param scripts the scripts that Python shell jobs run; without scripts, these jobs are simulated
 * @param listener receives every event, one at a time
 */
public record FakeGlueOptions(
        int port,
        Clock clock,
        RandomGenerator random,
        Timings timings,
        Optional<Scripts> scripts,
        Consumer<GlueEvent> listener) {
    private static final Instant FROZEN_AT = Instant.parse("2026-01-01T12:00:00Z");

    /** Returns options with a running clock. */
    public static FakeGlueOptions running() {
        return new FakeGlueOptions(
                0, Clock.systemUTC(), new SecureRandom(), Timings.quick(), Optional.empty(), event -> {});
    }

    /** Returns options with a clock that is fixed at 2026-01-01T12:00:00Z until it is advanced. */
    public static FakeGlueOptions frozen() {
        return running().withClock(Clock.fixed(FROZEN_AT, ZoneOffset.UTC));
    }

    public FakeGlueOptions withPort(int newPort) {
        return new FakeGlueOptions(newPort, clock, random, timings, scripts, listener);
    }

    public FakeGlueOptions withClock(Clock newClock) {
        return new FakeGlueOptions(port, newClock, random, timings, scripts, listener);
    }

    public FakeGlueOptions withRandom(RandomGenerator newRandom) {
        return new FakeGlueOptions(port, clock, newRandom, timings, scripts, listener);
    }

    public FakeGlueOptions withTimings(Timings newTimings) {
        return new FakeGlueOptions(port, clock, random, newTimings, scripts, listener);
    }

    /** Runs Python shell jobs for real: the scripts in this folder, with this interpreter. */
    public FakeGlueOptions withScripts(Path folder, String python) {
        return new FakeGlueOptions(port, clock, random, timings, Optional.of(new Scripts(folder, python)), listener);
    }

    public FakeGlueOptions withListener(Consumer<GlueEvent> newListener) {
        return new FakeGlueOptions(port, clock, random, timings, scripts, newListener);
    }
}
