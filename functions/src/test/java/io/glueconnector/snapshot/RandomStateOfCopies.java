package io.glueconnector.snapshot;

import java.lang.reflect.Field;
import java.util.concurrent.ThreadLocalRandom;

/** Draws twice from this thread's generator, each time from the same state, like two copies of a snapshot. */
final class RandomStateOfCopies {
    private RandomStateOfCopies() {}

    /** Prints two draws. With any argument, each copy reseeds first, like a function after its restore. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Field seed = Thread.class.getDeclaredField("threadLocalRandomSeed");
        seed.setAccessible(true);
        ThreadLocalRandom.current();
        long inTheSnapshot = seed.getLong(Thread.currentThread());
        for (int copy = 0; copy < 2; copy++) {
            seed.setLong(Thread.currentThread(), inTheSnapshot);
            if (arguments.length > 0) {
                RandomReseed.reseed();
            }
            System.out.println(ThreadLocalRandom.current().nextLong());
        }
    }
}
