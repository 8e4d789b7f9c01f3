package io.glueconnector.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Checks a property for many random cases. A failure reports a seed; a run with that seed checks the failed case first. */
public final class Seeded {
    private static final String SEED = "seed";

    private Seeded() {}

    /** A property that must hold for every random case. */
    @FunctionalInterface
    public interface Property {
        void check(RandomGenerator random) throws Exception;
    }

    /**
     * Checks the property for the given number of cases.
     *
     * @throws AssertionError naming the seed of the first case that fails; {@code -Dseed=} repeats it
     */
    public static void cases(int count, Property property) {
        long first = Long.getLong(SEED, System.nanoTime());
        for (long seed = first; seed < first + count; seed++) {
            try {
                property.check(new SplittableRandom(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("failed; -D%s=%d repeats this case".formatted(SEED, seed), e);
            }
        }
    }

    /** Returns one of the given values. */
    public static <T> T oneOf(RandomGenerator random, List<? extends T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Returns a text of the given length from the given characters. */
    public static String text(RandomGenerator random, String characters, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    /** Returns a text of up to the given number of code points from all of Unicode, including control characters and emoji. */
    public static String unicode(RandomGenerator random, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(codePoint(random));
        }
        return text.toString();
    }

    private static int codePoint(RandomGenerator random) {
        int bits = random.nextInt(1, 21);
        int point = random.nextInt(1 << bits);
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return surrogate ? 'a' : point;
    }
}
