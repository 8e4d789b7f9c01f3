package io.glueconnector.snapshot;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/** Reseeds the SDK: it draws the waits between attempts and the ids of its requests from the thread's own generator. */
final class RandomReseed {
    private static final int PLACES = 1 << 16;

    private RandomReseed() {}

    /**
     * Moves the calling thread's generator to another place of its sequence. All restored functions are copies of one snapshot,
     * in which the generator stands at the same place; only the operating system's random numbers differ.
     */
    static void reseed() {
        int steps = new SecureRandom().nextInt(PLACES);
        ThreadLocalRandom generator = ThreadLocalRandom.current();
        for (int step = 0; step < steps; step++) {
            generator.nextInt();
        }
    }
}
