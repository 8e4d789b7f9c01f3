package io.glueconnector.snapshot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;

/** A server on the loopback interface that takes the place of AWS, over plain HTTP and over TLS, while calls are rehearsed. */
final class LoopbackAws implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int MILLIS = 10_000;

    private final LoopbackTls tls;
    private final ServerSocket plainDoor;
    private final ServerSocket tlsDoor;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private volatile Answers answers;

    LoopbackAws(LoopbackTls tls) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral(HOST);
        this.tls = tls;
        this.plainDoor = new ServerSocket(0, 0, loopback);
        this.tlsDoor = tls.server().createServerSocket(0, 0, loopback);
        threads.execute(() -> admit(plainDoor));
        threads.execute(() -> admit(tlsDoor));
    }

    /** From now on answers like this. */
    void answerWith(Answers next) {
        answers = next;
    }

    /** The container endpoint, which has the function's own credentials. */
    String container() {
        return "http://%s:%d".formatted(HOST, plainDoor.getLocalPort());
    }

    /** A client's visit, which trusts the server anew: each one makes whole handshakes. */
    Visit visit() {
        return new Visit(tls.client());
    }

    /** Has the JDK's own trust, which later calls stand on, read and used once: it knows nobody here. */
    void refuseStrangers() throws IOException {
        try {
            new Visit(HttpsURLConnection.getDefaultSSLSocketFactory()).leave("https");
        } catch (SSLHandshakeException refused) {
            return;
        }
        throw new IllegalStateException("Priming: the JDK trusts a certificate that was made a moment ago");
    }

    @Override
    public void close() throws IOException {
        plainDoor.close();
        tlsDoor.close();
        threads.close();
    }

    private void admit(ServerSocket door) {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    // What goes wrong here the client sees, and fails the rehearsal.
    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            client.setSoTimeout(MILLIS);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            boolean last = false;
            while (!last) {
                LoopbackRequest request = LoopbackRequest.read(in, out);
                last = request.isLast();
                out.write(bytes(answers.to(request)));
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static byte[] bytes(Answers.Answer answer) {
        return "HTTP/1.1 %d Rehearsed\r\nContent-Type: %s\r\nContent-Length: %d\r\nx-amzn-RequestId: rehearsed\r\n\r\n%s"
                .formatted(answer.status(), answer.type(), answer.body().length(), answer.body())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Connections of one client, none of which stays open. */
    final class Visit implements AutoCloseable {
        private final SSLSocketFactory trust;

        private Visit(SSLSocketFactory trust) {
            this.trust = trust;
        }

        /** A connection that goes here, whatever host it was to go to. */
        HttpURLConnection connect(URI endpoint) {
            try {
                // Asked for its classes only: no proxy may come between.
                ProxySelector.getDefault().select(endpoint);
                boolean plain = endpoint.getScheme().equals("http");
                int port = (plain ? plainDoor : tlsDoor).getLocalPort();
                URI here =
                        URI.create("%s://%s:%d%s".formatted(endpoint.getScheme(), HOST, port, endpoint.getRawPath()));
                HttpURLConnection connection = (HttpURLConnection) here.toURL().openConnection(Proxy.NO_PROXY);
                if (connection instanceof HttpsURLConnection overTls) {
                    overTls.setSSLSocketFactory(trust);
                }
                return connection;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            leave("http");
            leave("https");
        }

        // The JDK keeps connections for whoever asks the same host next, until an answer is the last one.
        private void leave(String scheme) throws IOException {
            HttpURLConnection connection = connect(URI.create(scheme + "://" + HOST + "/"));
            connection.setRequestProperty("Connection", "close");
            connection.getResponseCode();
            connection.disconnect();
        }
    }
}
