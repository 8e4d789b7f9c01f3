package io.glueconnector.ownruntime.build;

/** The package cannot be made; its message says why, and ends the build. */
final class PackagingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PackagingFailed(String message) {
        super(message);
    }
}
