package io.glueconnector.request;

/** Size limits of every request from every caller. */
public final class Limits {
    /** The maximum size of a request's JSON in bytes: an HTTP body or the whole input of a direct invocation. */
    public static final int REQUEST_BYTES = 64 * 1024;

    private Limits() {}
}
