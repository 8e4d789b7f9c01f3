package io.glueconnector.fakeglue.protocol;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes the ids that Glue would make. */
public final class Ids {
    private static final int RUN_ID_BYTES = 32;

    private final RandomGenerator random;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** {@code jr_} and 64 hexadecimal digits. */
    public String jobRun() {
        byte[] bytes = new byte[RUN_ID_BYTES];
        random.nextBytes(bytes);
        return "jr_" + HexFormat.of().formatHex(bytes);
    }

    public String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
