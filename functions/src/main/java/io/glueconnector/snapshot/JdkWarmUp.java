package io.glueconnector.snapshot;

/**
 * Initializes the part of the JDK that every call needs and that takes longest: {@link java.math.BigDecimal}, for which Java 25
 * computes large powers of five.
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
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Java lacks what its specification requires.", e);
        }
    }
}
