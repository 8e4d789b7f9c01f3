package io.glueconnector.desugar;

import java.io.Serializable;
import java.util.function.Supplier;

/** Holds a serializable lambda, which a generated class cannot replace. */
final class Kept {
    private Kept() {}

    static Supplier<String> lambda() {
        return (Supplier<String> & Serializable) () -> "kept";
    }
}
