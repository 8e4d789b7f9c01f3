package io.glueconnector.once;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.glueconnector.testing.DrivenClock;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import io.glueconnector.testing.TestContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;

/**
 * One invocation of a function. It blocks at each request that it sends until the schedule replies, so only the schedule decides
 * the order of events.
 */
final class Actor {
    private static final Duration LAMBDAS_TIME = Duration.ofSeconds(26);

    private static final ThreadLocal<Actor> CURRENT = new ThreadLocal<>();

    private final String key;
    private final Instant endsAt;
    private final SynchronousQueue<Signal> signals = new SynchronousQueue<>();
    private final SynchronousQueue<Resumption> resumptions = new SynchronousQueue<>();
    private Signal last;

    private sealed interface Signal {
        record Asks(Request request) implements Signal {}

        record Ended(Try with) implements Signal {}
    }

    private sealed interface Resumption {
        record With(Reply reply) implements Resumption {}

        record Killed() implements Resumption {}
    }

    /** Creates an invocation for a start under a key, at the current time. */
    Actor(String key, DrivenClock clock) {
        this.key = key;
        this.endsAt = clock.instant().plus(LAMBDAS_TIME);
    }

    /** Runs in its own thread, up to its first request. */
    void begin(RequestStreamHandler handler, String input, String requestId, DrivenClock clock) {
        TestContext context = new TestContext(
                requestId, () -> (int) Duration.between(clock.instant(), endsAt).toMillis());
        // A virtual thread that waits for class loading pins its carrier. With few cores, that blocks all of them.
        Thread.ofPlatform().daemon().start(() -> {
            CURRENT.set(this);
            signal(new Signal.Ended(run(handler, input, context)));
        });
        awaitSignal();
    }

    /** Returns the invocation that runs in the current thread. */
    static Actor current() {
        return CURRENT.get();
    }

    String key() {
        return key;
    }

    /** Whether Lambda would have timed it out by now. */
    boolean isOverdue(Instant now) {
        return !now.isBefore(endsAt);
    }

    /** Returns the request at which it is blocked. */
    Request request() {
        return ((Signal.Asks) last).request();
    }

    Optional<Try> ended() {
        return last instanceof Signal.Ended ended ? Optional.of(ended.with()) : Optional.empty();
    }

    /** Resumes until its next request or its end. */
    void resume(Reply reply) {
        hand(new Resumption.With(reply));
    }

    void kill() {
        hand(new Resumption.Killed());
    }

    /** Blocks the calling thread until the schedule replies. */
    Reply ask(Request request) {
        signal(new Signal.Asks(request));
        try {
            return switch (resumptions.take()) {
                case Resumption.With with -> with.reply();
                case Resumption.Killed _ -> throw new FunctionKilled();
            };
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // An unexpected exception also ends the invocation, so the schedule reports a failure instead of hanging.
    private static Try run(RequestStreamHandler handler, String input, TestContext context) {
        try {
            return Try.of(handler, input.getBytes(StandardCharsets.UTF_8), false, context);
        } catch (RuntimeException | AssertionError e) {
            return Try.broken(e);
        }
    }

    private void hand(Resumption resumption) {
        try {
            resumptions.put(resumption);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        awaitSignal();
    }

    private void signal(Signal signal) {
        try {
            signals.put(signal);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitSignal() {
        try {
            last = signals.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
