package io.glueconnector.ownruntime.build;

/** Ends the build because the package cannot be built. */
final class PackagingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PackagingFailed(String message) {
        super(message);
    }
}
