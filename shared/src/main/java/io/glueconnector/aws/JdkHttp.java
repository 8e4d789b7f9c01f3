package io.glueconnector.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The JDK's HTTP client. It sends each request once, and waits at most ten seconds for an answer. */
final class JdkHttp {
    private JdkHttp() {}

    static SdkHttpClient client() {
        // With a factory of its own, since the client's would read the trust store before anything asks for TLS.
        return UrlConnectionHttpClient.create(JdkHttp::connection);
    }

    // The JDK sets TLS up at the first connection over it, and checks certificates and names by its defaults.
    private static HttpURLConnection connection(URI endpoint) {
        try {
            HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
            connection.setConnectTimeout((int) HttpClients.CONNECT.toMillis());
            connection.setReadTimeout((int) HttpClients.ANSWER.toMillis());
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
