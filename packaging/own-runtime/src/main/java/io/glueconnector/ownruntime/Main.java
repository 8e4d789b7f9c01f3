package io.glueconnector.ownruntime;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.PrintStream;
import java.nio.file.Path;

/** What {@code bootstrap} starts: AWS's runtime interface client, which serves one function's calls until Lambda ends it. */
public final class Main {
    private static final String LIBRARY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private Main() {}

    /**
     * Serves calls.
     *
     * @param arguments the function's handler
     */
    public static void main(String[] arguments) throws Throwable {
        sayWhetherCacheIsUsed(System.getProperty("java.vm.info"), System.out);
        // Otherwise the client unpacks its library into /tmp first.
        System.setProperty(
                LIBRARY,
                Path.of(System.getProperty("java.home"), "lib", "libaws-lambda-jni.so")
                        .toString());
        AWSLambda.main(arguments);
    }

    /** Without its cache the JVM goes on, several times as slow from cold; why, it has said itself on the line before. */
    static void sayWhetherCacheIsUsed(String vmInfo, PrintStream log) {
        if (!vmInfo.contains("sharing")) {
            log.println(
                    "{\"level\":\"WARN\",\"message\":\"The ahead-of-time cache does not belong to this runtime and was not"
                            + " used, so this start is slow. Build the package anew with mvn -Pown-runtime package.\"}");
        }
    }
}
