package io.glueconnector.fakeglue.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The time everything happens on, and the one lock that guards all state. What is due runs in the order of its time,
 * each at its own time: {@link #advance} moves the clock from one to the next. Over a clock that stands still nothing
 * moves but by {@code advance}; over a running one things also happen by themselves.
 */
public final class Timeline extends Clock implements AutoCloseable {
    private record Due(Instant at, long order, Runnable work) {}

    private final Clock source;
    private final ReentrantLock state = new ReentrantLock();
    private final ReentrantLock handingOut = new ReentrantLock();
    private final PriorityQueue<Due> pending =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private final Queue<Runnable> outbox = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService alarm;
    private volatile Duration offset = Duration.ZERO;
    private long order;

    /**
     * A timeline over the given clock.
     *
     * @param source {@code Clock.systemUTC()} for one that runs, {@code Clock.fixed(...)} for one that is only advanced
     */
    public Timeline(Clock source) {
        this.source = source;
        this.alarm = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("fake-glue-timeline").factory());
    }

    @Override
    public Instant instant() {
        return source.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the timeline is in UTC");
    }

    /** Runs what is due and then the work, as one step that nothing comes between. */
    public <T> T atomically(Supplier<T> work) {
        try {
            runDue(instant());
            state.lock();
            try {
                return work.get();
            } finally {
                state.unlock();
            }
        } finally {
            handOut();
        }
    }

    /** Runs the work at its time, or as soon as possible when that is past. Call it within {@link #atomically}. */
    public void at(Instant time, Runnable work) {
        pending.add(new Due(time, order++, work));
        long wait = Math.max(
                0, Duration.between(source.instant().plus(offset), time).toMillis() + 1);
        ring(wait);
    }

    /** Runs the work after the current step, outside the lock, in the order of the calls: for what leaves the house. */
    public void afterwards(Runnable work) {
        outbox.add(work);
    }

    /** Drops everything that is not yet due. Call it within {@link #atomically}. */
    public void forget() {
        pending.clear();
    }

    /** Moves the clock forward through everything that is due until then; returns when all of it has happened. */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("time only moves forward, not by " + step);
        }
        Instant target = instant().plus(step);
        runDue(target);
        moveTo(target);
        settle();
    }

    /**
     * Returns when everything put off with {@link #afterwards} has happened, also what another thread is at. What is
     * called there may itself ask, on this thread only: it is not waited for.
     */
    public void settle() {
        if (handingOut.isHeldByCurrentThread()) {
            return;
        }
        handingOut.lock();
        try {
            emptyOutbox();
        } finally {
            handingOut.unlock();
        }
    }

    @Override
    public void close() {
        alarm.shutdownNow();
    }

    private void runDue(Instant until) {
        boolean more = true;
        while (more) {
            state.lock();
            try {
                Due next = pending.peek();
                more = next != null && !next.at().isAfter(until);
                if (more) {
                    pending.remove();
                    moveTo(next.at());
                    next.work().run();
                }
            } finally {
                state.unlock();
            }
            handOut();
        }
    }

    private void moveTo(Instant time) {
        state.lock();
        try {
            Duration ahead = Duration.between(instant(), time);
            if (ahead.isPositive()) {
                offset = offset.plus(ahead);
            }
        } finally {
            state.unlock();
        }
    }

    private void ring(long milliseconds) {
        try {
            var _ = alarm.schedule(this::wake, milliseconds, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // After close nothing is due any more.
        }
    }

    private void wake() {
        try {
            atomically(() -> null);
        } catch (RuntimeException e) {
            // Nobody looks at the alarm's future: what went wrong goes where a thread's failures go.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Empties the outbox; a thread that finds another one at it leaves the rest to that one. */
    private void handOut() {
        while (!outbox.isEmpty() && !handingOut.isHeldByCurrentThread() && handingOut.tryLock()) {
            try {
                emptyOutbox();
            } finally {
                handingOut.unlock();
            }
        }
    }

    private void emptyOutbox() {
        for (Runnable work = outbox.poll(); work != null; work = outbox.poll()) {
            work.run();
        }
    }
}
