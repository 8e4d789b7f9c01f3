package io.glueconnector.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * An HTTP server on raw loopback sockets. It records the requests that arrive and behaves as a test defines, even badly. A stub
 * of an HTTP client would not show which requests the JDK's client repeats by itself.
 */
public final class StubServer implements AutoCloseable {
    private final Socket keeper = new Socket();
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Function<Request, Reply> behavior;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * A request as it arrived.
     *
     * @param onReusedConnection whether an earlier request arrived on the same connection
     */
    public record Request(
            String method, String path, Map<String, String> headers, String body, boolean onReusedConnection) {
        /** Returns a header's value, ignoring the case of its name, or an empty text. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** Returns the id of the access key that signed the request, or an empty text. */
        public String accessKeyId() {
            String authorization = header("Authorization");
            int start = authorization.indexOf("Credential=") + "Credential=".length();
            int end = authorization.indexOf('/', start);
            return end < 0 ? "" : authorization.substring(start, end);
        }

        /** Returns the last part of the X-Amz-Target header. */
        public String operation() {
            return header("X-Amz-Target").replaceAll(".*\\.", "");
        }
    }

    /** The server's reaction to a request. */
    public sealed interface Reply {
        /** A full response. */
        record Answer(int status, Map<String, String> headers, String body) implements Reply {}

        /** A full response, after which the connection closes without notice. */
        record Last(int status, String body) implements Reply {}

        /** The connection closes without a response. */
        record Close() implements Reply {}

        /** The connection is reset without a response. */
        record Reset() implements Reply {}

        /** No response arrives, and the connection stays open. */
        record Silence() implements Reply {}

        /** The response stops in the middle. */
        record Half(String body) implements Reply {}

        /** Returns a response in AWS JSON 1.1. */
        static Reply json(int status, String body) {
            return new Answer(status, Map.of("Content-Type", "application/x-amz-json-1.1"), body);
        }

        /** Returns a failure in AWS JSON 1.1. */
        static Reply failure(int status, String code, String message) {
            return json(status, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
        }
    }

    /** Starts a server on a free port of 127.0.0.1. */
    public StubServer(Function<Request, Reply> behavior) {
        this.behavior = behavior;
        try {
            this.listener = listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.acceptor = Thread.ofPlatform().daemon().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Returns the requests that have arrived so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Stops listening, so new connections are refused until the server closes. Open connections stay open. */
    public void refuseConnections() {
        try {
            listener.close();
            // The system keeps accepting connections until the accepting thread has ended.
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        refuseConnections();
        open.forEach(StubServer::closeQuietly);
        closeQuietly(keeper);
    }

    /** Listens on a port to which the keeper is also bound, so no other process gets it before the server closes. */
    private ServerSocket listen() throws IOException {
        keeper.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        keeper.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        ServerSocket listening = new ServerSocket();
        listening.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        listening.bind(keeper.getLocalSocketAddress());
        return listening;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                // The listener was closed, so the loop ends.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream input = new BufferedInputStream(socket.getInputStream());
            boolean reused = false;
            for (Optional<Request> request = read(input, reused); request.isPresent(); request = read(input, reused)) {
                reused = true;
                requests.add(request.get());
                boolean ends = request.get().header("Connection").equals("close");
                if (!answer(socket, behavior.apply(request.get()), ends) || ends) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client disconnected, as some tests intend.
        } finally {
            open.remove(socket);
        }
    }

    /** Sends the reply. Returns whether the connection stays open. */
    private static boolean answer(Socket socket, Reply reply, boolean ends) throws IOException {
        return switch (reply) {
            case Reply.Answer answer -> {
                write(
                        socket,
                        answer.status(),
                        ends ? closing(answer.headers()) : answer.headers(),
                        answer.body(),
                        answer.body());
                yield true;
            }
            case Reply.Last last -> {
                write(socket, last.status(), Map.of(), last.body(), last.body());
                yield false;
            }
            case Reply.Half half -> {
                write(
                        socket,
                        200,
                        Map.of(),
                        half.body(),
                        half.body().substring(0, half.body().length() / 2));
                yield false;
            }
            case Reply.Close _ -> false;
            case Reply.Reset _ -> {
                socket.setSoLinger(true, 0);
                yield false;
            }
            case Reply.Silence _ -> {
                socket.getInputStream().readAllBytes();
                yield false;
            }
        };
    }

    // RFC 9112, section 9.6: without this header, the JDK's client may send another request on the connection.
    private static Map<String, String> closing(Map<String, String> headers) {
        Map<String, String> closing = new TreeMap<>(headers);
        closing.put("Connection", "close");
        return closing;
    }

    private static void write(Socket socket, int status, Map<String, String> headers, String promised, String sent)
            throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 %d Status\r\n".formatted(status));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(promised.getBytes(StandardCharsets.UTF_8).length);
        OutputStream output = socket.getOutputStream();
        output.write(head.append("\r\n\r\n").append(sent).toString().getBytes(StandardCharsets.UTF_8));
        output.flush();
    }

    private static Optional<Request> read(InputStream input, boolean reused) throws IOException {
        String first = line(input);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(input); !header.isEmpty(); header = line(input)) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        String body = new String(input.readNBytes(length), StandardCharsets.UTF_8);
        String[] words = first.split(" ", -1);
        return Optional.of(new Request(words[0], words[1], headers, body, reused));
    }

    private static String line(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next != -1 && next != '\n'; next = input.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is already closed.
        }
    }
}
