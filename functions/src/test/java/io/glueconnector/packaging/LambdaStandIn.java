package io.glueconnector.packaging;

import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A fake of Lambda's Runtime API for one function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class LambdaStandIn implements AutoCloseable {
    /** A request from the function: the path without the common prefix, and the body. */
    record Word(String path, String body) {}

    private static final String PREFIX = "/2018-06-01/runtime/";
    // The runtime client counts the milliseconds left in an int, so a deadline in decades may have passed.
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final long SECONDS = 60;

    private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CountDownLatch restored = new CountDownLatch(1);
    private final StubServer server = new StubServer(this::answer);

    /** Returns the host and port in the runtime client's format. */
    String address() {
        return server.url().replace("http://", "");
    }

    /** Returns the function's next request. */
    Word next() {
        try {
            Word word = words.poll(SECONDS, TimeUnit.SECONDS);
            if (word == null) {
                throw new IllegalStateException("the function sent no request for " + SECONDS + " s");
            }
            return word;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Restores the function, which waits after its snapshot. */
    void restore() {
        restored.countDown();
    }

    /** Sends the function an event. */
    void invoke(String event) {
        events.add(event);
    }

    /** Returns all paths that the function requested. */
    List<String> paths() {
        return server.requests().stream()
                .map(request -> request.path().replace(PREFIX, ""))
                .toList();
    }

    @Override
    public void close() {
        restore();
        server.close();
    }

    private Reply answer(Request request) {
        String path = request.path().replace(PREFIX, "");
        words.add(new Word(path, request.body()));
        try {
            return switch (path) {
                case "restore/next" -> {
                    restored.await();
                    yield Reply.json(200, "");
                }
                case "invocation/next" -> event(events.take());
                case String _ -> Reply.json(202, "");
            };
        } catch (InterruptedException e) {
            return new Reply.Close();
        }
    }

    private static Reply event(String event) {
        return new Reply.Answer(
                200,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Lambda-Runtime-Aws-Request-Id",
                        "00000000-0000-4000-8000-000000000001",
                        "Lambda-Runtime-Deadline-Ms",
                        String.valueOf(System.currentTimeMillis() + LIMIT.toMillis()),
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:eu-west-1:000000000000:function:packaged",
                        "Lambda-Runtime-Trace-Id",
                        "Root=1-00000000-000000000000000000000000;Sampled=0"),
                event);
    }
}
