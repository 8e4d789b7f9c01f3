package io.glueconnector.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The durations of the repetitions of one call. */
final class Samples {
    private final String name;
    private final List<Long> nanos = new ArrayList<>();

    Samples(String name) {
        this.name = name;
    }

    /** The call to measure. */
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

    /** Returns the given quantile of the durations, in nanoseconds. */
    double quantile(double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }
}
