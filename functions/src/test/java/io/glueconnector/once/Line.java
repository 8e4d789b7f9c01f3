package io.glueconnector.once;

import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The network between the functions and AWS, which injects faults at its sockets. */
final class Line implements AutoCloseable {
    /** The header that names the function's process in its requests, so a killed process stays dead. */
    static final String PROCESS = "X-Function-Process";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> PASSED_ON = List.of("X-Amz-Target", "Authorization", "Content-Type");

    private final Function<String, String> services;
    private final StubServer server = new StubServer(this::serve);
    private final StubServer nobody = new StubServer(_ -> new Reply.Close());
    private final Set<String> killed = ConcurrentHashMap.newKeySet();
    private volatile Map<Step, Mishap> mishaps = Map.of();
    private volatile Runnable afterStart = () -> {};

    /**
     * Creates a line.
     *
     * @param services the URL of each service, by the prefix of its operations' targets
     */
    Line(Function<String, String> services) {
        this.services = services;
        nobody.refuseConnections();
    }

    /** Injects these mishaps at these steps from now on, each time. */
    void trouble(Map<Step, Mishap> trouble) {
        mishaps = Map.copyOf(trouble);
    }

    /** Runs this after every start request to Glue from now on. */
    void afterStart(Runnable happening) {
        afterStart = happening;
    }

    /** Returns the port for requests of that step. */
    int port(Step step) {
        StubServer listener = mishaps.get(step) == Mishap.REFUSED ? nobody : server;
        return URI.create(listener.url()).getPort();
    }

    boolean isKilled(String process) {
        return killed.contains(process);
    }

    /** Returns the operations called so far, except those of Secrets Manager. */
    List<String> operations() {
        return server.requests().stream()
                .map(Request::operation)
                .filter(operation -> !operation.equals("GetSecretValue"))
                .toList();
    }

    @Override
    public void close() {
        server.close();
        nobody.close();
    }

    private Reply serve(Request request) {
        String process = request.header(PROCESS);
        if (isKilled(process)) {
            return new Reply.Close();
        }
        Step step = Step.of(request);
        Mishap mishap = mishaps.get(step);
        try {
            if (mishap == null) {
                return forward(request);
            }
            if (mishap.kills()) {
                killed.add(process);
            }
            return mishap.strike(() -> forward(request));
        } finally {
            if (step == Step.START) {
                afterStart.run();
            }
        }
    }

    private Reply forward(Request request) {
        String target = request.header("X-Amz-Target");
        String service = services.apply(target.substring(0, target.indexOf('.')));
        HttpRequest.Builder copy =
                HttpRequest.newBuilder(URI.create(service)).POST(HttpRequest.BodyPublishers.ofString(request.body()));
        PASSED_ON.forEach(name -> copy.header(name, request.header(name)));
        try {
            HttpResponse<String> answer = HTTP.send(copy.build(), HttpResponse.BodyHandlers.ofString());
            return Reply.json(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Close();
        }
    }
}
