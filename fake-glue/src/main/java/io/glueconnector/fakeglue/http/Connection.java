package io.glueconnector.fakeglue.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A client's connection: reads requests one after another and applies each reply to the socket. */
final class Connection {
    private static final int HEAD_LIMIT = 64 * 1024;
    private static final int BODY_LIMIT = 16 * 1024 * 1024;

    private final Socket socket;
    private final Function<HttpRequest, Reply> door;

    Connection(Socket socket, Function<HttpRequest, Reply> door) {
        this.socket = socket;
        this.door = door;
    }

    void serve() throws IOException {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        boolean keep = true;
        while (keep) {
            Optional<HttpRequest> request = read(in, out);
            if (request.isEmpty()) {
                return;
            }
            boolean last = request.get().header("connection").orElse("").equalsIgnoreCase("close");
            keep = send(door.apply(request.get()), last, out) && !last;
        }
    }

    private static Optional<HttpRequest> read(InputStream in, OutputStream out) throws IOException {
        String head = readHead(in);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = head.split("\r\n");
        String[] requestLine = lines[0].split(" ", -1);
        if (requestLine.length != 3) {
            throw new IOException("not an HTTP request line");
        }
        Map<String, String> headers = headers(lines);
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        int questionMark = requestLine[1].indexOf('?');
        String path = questionMark < 0 ? requestLine[1] : requestLine[1].substring(0, questionMark);
        String query = questionMark < 0 ? "" : requestLine[1].substring(questionMark + 1);
        return Optional.of(new HttpRequest(requestLine[0], path, query, headers, readBody(in, headers)));
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int lineBreaks = 0;
        while (lineBreaks < 4) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            boolean expected = next == (lineBreaks % 2 == 0 ? '\r' : '\n');
            lineBreaks = expected ? lineBreaks + 1 : 0;
            if (head.size() > HEAD_LIMIT) {
                throw new IOException("request head over " + HEAD_LIMIT + " bytes");
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return Map.copyOf(headers);
    }

    private static String readBody(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException("only bodies with Content-Length are supported");
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length > BODY_LIMIT) {
            throw new IOException("request body over " + BODY_LIMIT + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the client disconnected in the middle of the body");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Sends the reply. Returns whether the connection may serve another request. */
    private boolean send(Reply reply, boolean last, OutputStream out) throws IOException {
        return switch (reply) {
            case Reply.Answer answer -> {
                write(answer, 1, last, out);
                yield true;
            }
            case Reply.Truncated(Reply.Answer answer) -> {
                write(answer, 2, last, out);
                yield false;
            }
            case Reply.Close() -> false;
            case Reply.Reset() -> {
                // Zero linger makes close() send RST instead of FIN.
                socket.setSoLinger(true, 0);
                socket.close();
                yield false;
            }
        };
    }

    private static void write(Reply.Answer answer, int partOfBody, boolean last, OutputStream out) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " .\r\n");
        answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (last) {
            // RFC 9112, section 9.6: without this header, the JDK's client may send another request on this connection.
            head.append("Connection: close\r\n");
        }
        head.append("Content-Length: " + body.length + "\r\n\r\n");
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        message.write(body, 0, body.length / partOfBody);
        message.writeTo(out);
        out.flush();
    }
}
