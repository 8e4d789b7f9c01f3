package io.glueconnector.once;

/** The function's process has ended in the middle of its work: nothing in it catches this. */
final class FunctionKilled extends Error {
    FunctionKilled() {
        super("the function was killed", null, false, false);
    }
}
