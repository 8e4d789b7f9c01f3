package io.glueconnector.request;

/** Sizes that hold for every request, whoever sends it. */
public final class Limits {
    /** The most bytes of JSON that a request may carry: an HTTP body or the whole input of a direct invocation. */
    public static final int REQUEST_BYTES = 64 * 1024;

    private Limits() {}
}
