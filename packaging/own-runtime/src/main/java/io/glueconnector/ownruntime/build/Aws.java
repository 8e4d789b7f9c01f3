package io.glueconnector.ownruntime.build;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A fake AWS with canned responses, on the loopback interface, with and without TLS. */
final class Aws implements AutoCloseable {
    private final HttpServer plain;
    private final HttpsServer secure;
    private final Properties answers = new Properties();

    /** Starts a server with the responses in a properties file. */
    Aws(SSLContext tls, Path file) throws IOException {
        try (InputStream text = Files.newInputStream(file)) {
            answers.load(text);
        }
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        plain = HttpServer.create(free, 0);
        secure = HttpsServer.create(free, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        begin(plain);
        begin(secure);
    }

    String plainEndpoint() {
        return "http://127.0.0.1:" + plain.getAddress().getPort();
    }

    String secureEndpoint() {
        return "https://127.0.0.1:" + secure.getAddress().getPort();
    }

    @Override
    public void close() {
        plain.stop(0);
        secure.stop(0);
    }

    private void begin(HttpServer server) {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            boolean isMissing = target != null && target.startsWith("AWSGlue") && body.contains("no-such");
            String answer = isMissing
                    ? null
                    : answers.getProperty(target == null ? body.replaceAll("(?s).*\\bAction=(\\w+).*", "$1") : target);
            exchange.getResponseHeaders()
                    .set("Content-Type", target == null ? "text/xml" : "application/x-amz-json-1.1");
            exchange.getResponseHeaders().set("x-amzn-RequestId", "00000000-0000-4000-8000-000000000000");
            send(exchange, answer);
        }
    }

    private static void send(HttpExchange exchange, String answer) throws IOException {
        String text = answer == null ? "{\"__type\": \"EntityNotFoundException\", \"Message\": \"not there\"}" : answer;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer == null ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
