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
 * The clock of the server, and the one lock that guards all state. Scheduled work runs in order, each item at its own time:
 * {@link #advance} moves the clock from one item to the next. With a fixed clock, time moves only by {@code advance}; with a
 * running one, work also runs when it is due.
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
     * Creates a timeline on the given clock.
     *
     * @param source {@code Clock.systemUTC()} for a running clock, {@code Clock.fixed(...)} for one that is only advanced
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

    /** Runs the work that is due, then the given work as one atomic step. */
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

    /** Schedules work for a time, or for as soon as possible if that time has passed. Call it within {@link #atomically}. */
    public void at(Instant time, Runnable work) {
        pending.add(new Due(time, order++, work));
        long wait = Math.max(
                0, Duration.between(source.instant().plus(offset), time).toMillis() + 1);
        ring(wait);
    }

    /** Runs the work after the current step, outside the lock and in the order of the calls. Meant for calls to listeners. */
    public void afterwards(Runnable work) {
        outbox.add(work);
    }

    /** Drops all scheduled work. Call it within {@link #atomically}. */
    public void forget() {
        pending.clear();
    }

    /** Moves the clock forward and runs everything that becomes due; returns when all of it has run. */
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
     * Waits until all work passed to {@link #afterwards} has run, including work in progress on another thread. That work
     * may call this method too; on its own thread, the method returns immediately.
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
            // After close, nothing is due.
        }
    }

    private void wake() {
        try {
            atomically(() -> null);
        } catch (RuntimeException e) {
            // The alarm's future is never read, so the failure goes to the thread's handler.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Empties the outbox, unless another thread is already doing so. */
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
