package io.glueconnector.once;

/** Thrown when the function's process is killed in the middle of its work. Nothing in the function catches it. */
final class FunctionKilled extends Error {
    FunctionKilled() {
        super("the function was killed", null, false, false);
    }
}
