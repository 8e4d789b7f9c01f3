package io.glueconnector.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The JDK's HTTP client. It sends each request once, and waits at most ten seconds for an answer. */
final class JdkHttp {
    private JdkHttp() {}

    static SdkHttpClient client() {
        return client(JdkHttp::connection);
    }

    /** The client over connections that are opened otherwise. */
    static SdkHttpClient client(UrlConnectionFactory connections) {
        // With a factory of its own, since the client's would read the trust store before anything asks for TLS.
        return UrlConnectionHttpClient.create(endpoint -> timed(connections.createConnection(endpoint)));
    }

    // The JDK sets TLS up at the first connection over it, and checks certificates and names by its defaults.
    private static HttpURLConnection connection(URI endpoint) {
        try {
            return (HttpURLConnection) endpoint.toURL().openConnection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpURLConnection timed(HttpURLConnection connection) {
        connection.setConnectTimeout((int) HttpClients.CONNECT.toMillis());
        connection.setReadTimeout((int) HttpClients.ANSWER.toMillis());
        return connection;
    }
}
