package io.glueconnector.aws;

import io.glueconnector.json.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;

/** The production HTTP clients. A function sends all its calls to AWS through one of them. */
public enum HttpClients {
    /** AWS's own client in native code. If its library cannot be loaded, the JDK's client is used and the log says so. */
    CRT("AwsCommonRuntime") {
        @Override
        public SdkHttpClient open(PrintStream log) {
            try {
                return new CrtHttp();
            } catch (LinkageError | RuntimeException failure) {
                log.println(Json.write(unloadable(failure)));
                return JDK.open(log);
            }
        }
    },

    /** The JDK's client. */
    JDK("UrlConnection") {
        @Override
        public SdkHttpClient open(PrintStream log) {
            return JdkHttp.client();
        }
    };

    /** The time limit of a connection, without TLS. */
    static final Duration CONNECT = Duration.ofSeconds(2);
    /** The time limit of each attempt's response. */
    static final Duration ANSWER = Duration.ofSeconds(10);

    private final String clientName;

    HttpClients(String clientName) {
        this.clientName = clientName;
    }

    private static Map<String, Object> unloadable(Throwable failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("level", "WARN");
        line.put(
                "message",
                "HttpClient=crt: its native library cannot be loaded here, so the SDK's signer and the JDK's HTTP client"
                        + " take over, which start more slowly: " + reason);
        return line;
    }

    /** Returns the {@code HTTP_CLIENT} value of a client. */
    static String setting(SdkHttpClient client) {
        return isCrt(client) ? "crt" : "jdk";
    }

    /** Returns whether a client has the name of AWS's own client. Never waits. */
    static boolean isCrt(SdkHttpClient client) {
        return client.clientName().equals(CRT.clientName);
    }

    /** Returns the name that the SDK sends for this client in its requests. */
    public String clientName() {
        return clientName;
    }

    /**
     * Returns the client that {@code HTTP_CLIENT} in the function's environment names. A snapshot always uses the JDK's
     * client, because it contains that client, already rehearsed, and no native code.
     *
     * @throws IllegalStateException if {@code HTTP_CLIENT} has an unknown value
     */
    public static HttpClients of(Map<String, String> environment, boolean snapshot) {
        HttpClients named = switch (environment.getOrDefault("HTTP_CLIENT", "crt")) {
            case "crt" -> CRT;
            case "jdk" -> JDK;
            case String other -> throw new IllegalStateException("HTTP_CLIENT: expected crt or jdk, but got " + other);
        };
        return snapshot ? JDK : named;
    }

    /**
     * Opens the client. It sends each request once, has two seconds to connect (without TLS), uses at least TLS 1.2, and checks
     * the server's certificate.
     *
     * @param log receives a line if another client replaces this one
     */
    public abstract SdkHttpClient open(PrintStream log);
}
