package io.glueconnector.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The JDK's HTTP client. It sends each request once and waits at most ten seconds for a response. */
final class JdkHttp {
    private JdkHttp() {}

    static SdkHttpClient client() {
        // Uses its own factory, because the client's factory reads the trust store before anything needs TLS.
        return UrlConnectionHttpClient.create(JdkHttp::connection);
    }

    // The JDK sets up TLS at the first TLS connection, and checks certificates and hostnames by default.
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
