package io.glueconnector.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long the repetitions of one thing took. */
final class Samples {
    private final String name;
    private final List<Long> nanos = new ArrayList<>();

    Samples(String name) {
        this.name = name;
    }

    void add(long nanosOfOne) {
        nanos.add(nanosOfOne);
    }

    String name() {
        return name;
    }

    /** The time below which the given share of the repetitions lies, in nanoseconds. */
    double quantile(double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }
}
