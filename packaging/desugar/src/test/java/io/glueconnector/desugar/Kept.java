package io.glueconnector.desugar;

import java.io.Serializable;
import java.util.function.Supplier;

/** A serializable lambda, which no generated class can be. */
final class Kept {
    private Kept() {}

    static Supplier<String> lambda() {
        return (Supplier<String> & Serializable) () -> "kept";
    }
}
