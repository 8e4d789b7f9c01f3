package io.glueconnector.bench;

import java.io.IOException;
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

    /** What is measured. */
    @FunctionalInterface
    interface Measured {
        void run() throws IOException;
    }

    void time(Measured measured) throws IOException {
        long began = System.nanoTime();
        measured.run();
        nanos.add(System.nanoTime() - began);
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
