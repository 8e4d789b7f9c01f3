package io.glueconnector.fakeglue.faults;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The faults in store, by operation. Each request to an operation takes the oldest one; afterwards all is well. */
public final class Faults {
    private final Map<String, Supply<Fault>> supplies = new ConcurrentHashMap<>();

    /** The next request to the operation meets this fault. */
    public void next(String operation, Fault fault) {
        next(operation, 1, fault);
    }

    /** The next so many requests to the operation meet this fault, after those already in store. */
    public void next(String operation, int times, Fault fault) {
        supplies.computeIfAbsent(operation, name -> new Supply<>()).add(fault, times);
    }

    /** Every further request to the operation meets this fault, until {@link #clear()}. */
    public void always(String operation, Fault fault) {
        next(operation, Supply.ENDLESS, fault);
    }

    public void clear() {
        supplies.clear();
    }

    /** Forgets what is in store for one operation. */
    public void clear(String operation) {
        supplies.remove(operation);
    }

    /** The fault that the request at hand meets. */
    public Optional<Fault> take(String operation) {
        return Optional.ofNullable(supplies.get(operation)).flatMap(Supply::take);
    }
}
