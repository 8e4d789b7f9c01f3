package io.glueconnector.ownruntime.build;

/** The processors that Lambda has, and where Linux has glibc's loader on each: what a package for the other one lacks. */
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
     * The machine of this build.
     *
     * @throws PackagingFailed if Lambda has none of its kind
     */
    static Machine here(String system, String processor) {
        if (!system.equals("Linux")) {
            throw new PackagingFailed("A package with its own runtime is built on Linux, not on " + system + ".");
        }
        return switch (processor) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> ARM64;
            case String _ ->
                throw new PackagingFailed("Lambda has x86_64 and arm64; this machine is " + processor + ".");
        };
    }

    /** As the template's parameter Architecture names it. */
    String architecture() {
        return architecture;
    }

    /** The file that only Linux on this processor has. */
    String loader() {
        return loader;
    }

    /** As the runtime interface client's library names it. */
    String inLibrary() {
        return inLibrary;
    }

    /** As the AWS Common Runtime names it. */
    String inCrt() {
        return inCrt;
    }
}
