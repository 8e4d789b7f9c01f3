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
 * How a server is set up.
 *
 * @param port the port on 127.0.0.1, 0 for a free one
 * @param clock what the server's time is built on
 * @param random what ids are made of
 * @param timings how long things take
 * @param scripts what Python shell jobs run; without it they are simulated
 * @param listener is told of every event, one after the other
 */
public record FakeGlueOptions(
        int port,
        Clock clock,
        RandomGenerator random,
        Timings timings,
        Optional<Scripts> scripts,
        Consumer<GlueEvent> listener) {
    private static final Instant FROZEN_AT = Instant.parse("2026-01-01T12:00:00Z");

    /** Time runs by itself. */
    public static FakeGlueOptions running() {
        return new FakeGlueOptions(
                0, Clock.systemUTC(), new SecureRandom(), Timings.quick(), Optional.empty(), event -> {});
    }

    /** Time stands still at 2026-01-01T12:00:00Z until it is advanced. */
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

    /** Runs Python shell jobs for real: scripts of this folder, with this interpreter. */
    public FakeGlueOptions withScripts(Path folder, String python) {
        return new FakeGlueOptions(port, clock, random, timings, Optional.of(new Scripts(folder, python)), listener);
    }

    public FakeGlueOptions withListener(Consumer<GlueEvent> newListener) {
        return new FakeGlueOptions(port, clock, random, timings, scripts, newListener);
    }
}
