package io.glueconnector.fakeglue.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Items to take one at a time, oldest first, each a given number of times. Thread-safe. */
public final class Supply<T> {
    /** An unlimited number of times. */
    public static final int ENDLESS = Integer.MAX_VALUE;

    private record Stock<T>(T thing, int times) {}

    private final Deque<Stock<T>> stocks = new ArrayDeque<>();

    public synchronized void add(T thing, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, not " + times);
        }
        stocks.add(new Stock<>(thing, times));
    }

    public synchronized Optional<T> take() {
        Stock<T> stock = stocks.poll();
        if (stock == null) {
            return Optional.empty();
        }
        if (stock.times() == ENDLESS) {
            stocks.addFirst(stock);
        } else if (stock.times() > 1) {
            stocks.addFirst(new Stock<>(stock.thing(), stock.times() - 1));
        }
        return Optional.of(stock.thing());
    }

    public synchronized void clear() {
        stocks.clear();
    }
}
