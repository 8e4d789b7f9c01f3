package io.glueconnector.desugar;

import java.io.Serializable;
import java.util.function.Supplier;

/** A lambda that can be written to a stream, which no made class could. */
final class Kept {
    private Kept() {}

    static Supplier<String> lambda() {
        return (Supplier<String> & Serializable) () -> "kept";
    }
}
