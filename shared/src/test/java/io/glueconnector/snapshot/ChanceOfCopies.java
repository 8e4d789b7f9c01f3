package io.glueconnector.snapshot;

import java.lang.reflect.Field;
import java.util.concurrent.ThreadLocalRandom;

/** Draws from this thread's chance twice, each time from where it stood in the beginning: as two copies of a snapshot do. */
final class ChanceOfCopies {
    private ChanceOfCopies() {}

    /** Prints two draws; with any argument each copy does after its restore what a function does. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Field seed = Thread.class.getDeclaredField("threadLocalRandomSeed");
        seed.setAccessible(true);
        ThreadLocalRandom.current();
        long inTheSnapshot = seed.getLong(Thread.currentThread());
        for (int copy = 0; copy < 2; copy++) {
            seed.setLong(Thread.currentThread(), inTheSnapshot);
            if (arguments.length > 0) {
                Chance.goOnElsewhere();
            }
            System.out.println(ThreadLocalRandom.current().nextLong());
        }
    }
}
