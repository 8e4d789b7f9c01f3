package io.glueconnector.fakeglue.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The faults in store, by operation. Each request to an operation takes the oldest one; afterwards all is well. */
public final class Faults {
    private record Stock(Fault fault, int times) {}

    private static final int ENDLESS = Integer.MAX_VALUE;

    private final Map<String, Deque<Stock>> stocks = new ConcurrentHashMap<>();

    /** The next request to the operation meets this fault. */
    public void next(String operation, Fault fault) {
        next(operation, 1, fault);
    }

    /** The next so many requests to the operation meet this fault, after those already in store. */
    public void next(String operation, int times, Fault fault) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, not " + times);
        }
        stocks.compute(operation, (name, stock) -> {
            Deque<Stock> queue = stock == null ? new ArrayDeque<>() : stock;
            queue.add(new Stock(fault, times));
            return queue;
        });
    }

    /** Every further request to the operation meets this fault, until {@link #clear()}. */
    public void always(String operation, Fault fault) {
        next(operation, ENDLESS, fault);
    }

    public void clear() {
        stocks.clear();
    }

    /** The fault that the request at hand meets. */
    public Optional<Fault> take(String operation) {
        Fault[] taken = new Fault[1];
        stocks.computeIfPresent(operation, (name, queue) -> {
            Stock stock = queue.remove();
            taken[0] = stock.fault();
            if (stock.times() == ENDLESS) {
                queue.addFirst(stock);
            } else if (stock.times() > 1) {
                queue.addFirst(new Stock(stock.fault(), stock.times() - 1));
            }
            return queue.isEmpty() ? null : queue;
        });
        return Optional.ofNullable(taken[0]);
    }
}
