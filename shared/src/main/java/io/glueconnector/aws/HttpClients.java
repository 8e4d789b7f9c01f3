package io.glueconnector.aws;

import io.glueconnector.json.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;

/** The HTTP clients that ship. One of them carries all calls of a function to AWS. */
public enum HttpClients {
    /** AWS's own in native code; the JDK's where its library cannot be loaded, which the log then says. */
    CRT("AwsCommonRuntime") {
        @Override
        public SdkHttpClient open(PrintStream log) {
            try {
                return new CrtHttp();
            } catch (LinkageError | RuntimeException failure) {
                log.println(Json.write(Map.of(
                        "level",
                        "WARN",
                        "message",
                        "HttpClient=crt: the native library cannot be loaded, so calls go over the JDK's HTTP"
                                + " client, which starts slower: "
                                + failure)));
                return JDK.open(log);
            }
        }
    },

    /** The JDK's. */
    JDK("UrlConnection") {
        @Override
        public SdkHttpClient open(PrintStream log) {
            return JdkHttp.client();
        }
    };

    /** For a connection, without its TLS. */
    static final Duration CONNECT = Duration.ofSeconds(2);
    /** For each attempt's answer. */
    static final Duration ANSWER = Duration.ofSeconds(10);

    private final String clientName;

    HttpClients(String clientName) {
        this.clientName = clientName;
    }

    /** The value of {@code HTTP_CLIENT} that stands for a client. */
    static String setting(SdkHttpClient client) {
        return client.clientName().equals(CRT.clientName) ? "crt" : "jdk";
    }

    /** What the SDK calls it in its requests. */
    String clientName() {
        return clientName;
    }

    /**
     * The one that the function's environment names: {@code HTTP_CLIENT}, unless a snapshot is taken, which holds the JDK's
     * client rehearsed and no native code.
     *
     * @throws IllegalStateException if it names another
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
     * Makes it. It sends each request once, connects within two seconds, TLS aside, or not at all, and speaks at least TLS 1.2 to servers
     * whose certificate it checks.
     *
     * @param log where a line goes if it is not the one that was asked for
     */
    public abstract SdkHttpClient open(PrintStream log);
}
