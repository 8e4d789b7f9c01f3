package io.glueconnector.fakeglue.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest ten thousand items, oldest first. Limited because a server may run for days. Thread-safe. */
public final class Recent<T> {
    private static final int LIMIT = 10_000;

    private final Deque<T> things = new ArrayDeque<>();

    public synchronized void add(T thing) {
        things.addLast(thing);
        if (things.size() > LIMIT) {
            things.removeFirst();
        }
    }

    public synchronized List<T> all() {
        return List.copyOf(things);
    }

    public synchronized void clear() {
        things.clear();
    }
}
