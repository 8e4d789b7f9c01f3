package io.glueconnector.snapshot;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/** Reseeds the thread's random generator, which the SDK uses for retry delays and request ids. */
final class RandomReseed {
    private static final int PLACES = 1 << 16;

    private RandomReseed() {}

    /**
     * Advances the calling thread's generator by a random number of steps. All functions restored from one snapshot have the same
     * generator state; only the operating system's random numbers differ.
     */
    static void reseed() {
        int steps = new SecureRandom().nextInt(PLACES);
        ThreadLocalRandom generator = ThreadLocalRandom.current();
        for (int step = 0; step < steps; step++) {
            generator.nextInt();
        }
    }
}
