package io.glueconnector.snapshot;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/** The SDK's chance: the waits between attempts and the ids of its requests come from the thread's own generator. */
final class Chance {
    private static final int PLACES = 1 << 16;

    private Chance() {}

    /**
     * Moves the calling thread's generator to another place of its sequence. All restored functions are copies of one
     * snapshot, in which it stands at the same place; only the operating system's chance differs.
     */
    static void goOnElsewhere() {
        int steps = new SecureRandom().nextInt(PLACES);
        ThreadLocalRandom generator = ThreadLocalRandom.current();
        for (int step = 0; step < steps; step++) {
            generator.nextInt();
        }
    }
}
