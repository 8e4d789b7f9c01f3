package io.glueconnector.ownruntime.build;

/** The processor architectures of Lambda, each with the path of glibc's loader, which exists only on that architecture. */
enum Machine {
    X86_64("x86_64", "/lib64/ld-linux-x86-64.so.2", "x86_64", "x86_64"),
    ARM64("arm64", "/lib/ld-linux-aarch64.so.1", "aarch_64", "armv8");

    private final String architecture;
    private final String loader;
    private final String inLibrary;
    private final String inCrt;

    Machine(String architecture, String loader, String inLibrary, String inCrt) {
        this.architecture = architecture;
        this.loader = loader;
        this.inLibrary = inLibrary;
        this.inCrt = inCrt;
    }

    /**
     * Returns the architecture of this build.
     *
     * @throws PackagingFailed if Lambda does not support it
     */
    static Machine here(String system, String processor) {
        if (!system.equals("Linux")) {
            throw new PackagingFailed(
                    "A package with its own runtime can be built only on Linux, not on " + system + ".");
        }
        return switch (processor) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> ARM64;
            case String _ ->
                throw new PackagingFailed("Lambda supports x86_64 and arm64; this machine is " + processor + ".");
        };
    }

    /** Returns the value of the template's parameter Architecture. */
    String architecture() {
        return architecture;
    }

    /** Returns the file that exists only on Linux with this processor. */
    String loader() {
        return loader;
    }

    /** Returns the name in the filenames of the runtime interface client's library. */
    String inLibrary() {
        return inLibrary;
    }

    /** Returns the name in the paths of the AWS Common Runtime. */
    String inCrt() {
        return inCrt;
    }
}
