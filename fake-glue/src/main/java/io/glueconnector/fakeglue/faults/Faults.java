package io.glueconnector.fakeglue.faults;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The stored faults, by operation. Each request to an operation uses up the oldest one; later requests succeed. */
public final class Faults {
    private final Map<String, Supply<Fault>> supplies = new ConcurrentHashMap<>();

    /** Applies this fault to the next request to the operation. */
    public void next(String operation, Fault fault) {
        next(operation, 1, fault);
    }

    /** Applies this fault to the given number of requests to the operation, after the faults already stored. */
    public void next(String operation, int times, Fault fault) {
        supplies.computeIfAbsent(operation, name -> new Supply<>()).add(fault, times);
    }

    /** Applies this fault to every further request to the operation, until {@link #clear()}. */
    public void always(String operation, Fault fault) {
        next(operation, Supply.ENDLESS, fault);
    }

    public void clear() {
        supplies.clear();
    }

    /** Clears the stored faults of one operation. */
    public void clear(String operation) {
        supplies.remove(operation);
    }

    /** Takes the fault for the current request, if any. */
    public Optional<Fault> take(String operation) {
        return Optional.ofNullable(supplies.get(operation)).flatMap(Supply::take);
    }
}
