package io.glueconnector.fakeglue.events;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Posts events to a URL, one at a time and each once, as a JSON array with the event in EventBridge's envelope. A failed
 * delivery is reported on standard error and not retried, so its event is lost.
 */
public final class EventPoster implements Consumer<GlueEvent>, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ExecutorService queue = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("fake-glue-events").factory());

    public EventPoster(URI url) {
        this.url = url;
    }

    @Override
    public void accept(GlueEvent event) {
        queue.execute(() -> post(event));
    }

    @Override
    public void close() {
        queue.shutdownNow();
        http.shutdownNow();
    }

    private void post(GlueEvent event) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("[" + event.toJson() + "]"))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                System.err.println("fake-glue: " + url + " responded to an event with status " + status);
            }
        } catch (IOException e) {
            System.err.println("fake-glue: " + url + " did not accept an event: " + e);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
