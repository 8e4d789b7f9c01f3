package io.glueconnector.ownruntime;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.PrintStream;
import java.nio.file.Path;

/** Runs AWS's runtime interface client, which serves one function's calls until Lambda ends it. Started by {@code bootstrap}. */
public final class Main {
    private static final String LIBRARY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private Main() {}

    /**
     * Serves the function's calls.
     *
     * @param arguments the name of the function's handler
     */
    public static void main(String[] arguments) throws Throwable {
        warnIfCacheIsUnused(System.getProperty("java.vm.info"), System.out);
        // Otherwise the client first unpacks its native library to /tmp.
        System.setProperty(
                LIBRARY,
                Path.of(System.getProperty("java.home"), "lib", "libaws-lambda-jni.so")
                        .toString());
        AWSLambda.main(arguments);
    }

    /**
     * Warns if the JVM does not use its cache: it then takes several times as long to start. The JVM logs the reason on the
     * line before.
     */
    static void warnIfCacheIsUnused(String vmInfo, PrintStream log) {
        if (!vmInfo.contains("sharing")) {
            log.println(
                    "{\"level\":\"WARN\",\"message\":\"The ahead-of-time cache does not belong to this runtime and was not"
                            + " used, so this start is slow. Rebuild the package with mvn -Pown-runtime package.\"}");
        }
    }
}
