package io.glueconnector.snapshot;

import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;

/**
 * Initializes the two parts of the JDK that every call needs and that take longest: {@link java.math.BigDecimal}, for which Java 25
 * computes large powers of five, and the algorithm of AWS's signatures, for which Java loads its security providers.
 */
final class JdkWarmUp {
    private JdkWarmUp() {}

    /** Starts to initialize in a separate thread. Returns at once. */
    static void begin() {
        Thread.ofPlatform().daemon().name("jdk-warm-up").start(JdkWarmUp::perform);
    }

    private static void perform() {
        try {
            Class.forName("java.math.BigDecimal");
            Mac.getInstance("HmacSHA256");
        } catch (ClassNotFoundException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java lacks what its specification requires.", e);
        }
    }
}
