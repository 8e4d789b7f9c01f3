package io.glueconnector.aws;

import software.amazon.awssdk.crt.CRT;

/** The native library of the AWS Common Runtime (CRT), which the process loads once. */
final class CrtLibrary {
    private CrtLibrary() {}

    /**
     * Loads the library, or waits while another thread does. Must come before any other use of the CRT: its classes load the library
     * too, so two threads could otherwise wait for each other.
     *
     * @throws LinkageError if it cannot be loaded here
     * @throws RuntimeException for the same reason
     */
    static void load() {
        // Otherwise the library starts ldd to detect it.
        System.setProperty("aws.crt.libc", "glibc");
        CRT.checkLoaded();
    }
}
