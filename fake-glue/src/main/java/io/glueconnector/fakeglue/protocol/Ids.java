package io.glueconnector.fakeglue.protocol;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Generates IDs in Glue's format. */
public final class Ids {
    private static final int RUN_ID_BYTES = 32;

    private final RandomGenerator random;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** Returns {@code jr_} and 64 hexadecimal digits. */
    public String jobRun() {
        byte[] bytes = new byte[RUN_ID_BYTES];
        random.nextBytes(bytes);
        return "jr_" + HexFormat.of().formatHex(bytes);
    }

    public String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
