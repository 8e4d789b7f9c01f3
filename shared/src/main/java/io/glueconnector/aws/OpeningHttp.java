package io.glueconnector.aws;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP client that opens in its own thread, in parallel with the rest of a function's initialization. The first request
 * waits until it is open. Thread-safe.
 */
final class OpeningHttp implements SdkHttpClient {
    private final FutureTask<SdkHttpClient> opening;
    private final String name;

    private OpeningHttp(FutureTask<SdkHttpClient> opening, String name) {
        this.opening = opening;
        this.name = name;
    }

    /**
     * Starts opening a client.
     *
     * @param name the client's name in requests; the SDK needs it before the client is open
     */
    static OpeningHttp begin(Callable<SdkHttpClient> open, String name) {
        FutureTask<SdkHttpClient> opening = new FutureTask<>(open);
        Thread.ofPlatform().daemon().name("http-client").start(opening);
        return new OpeningHttp(opening, name);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return whenOpen().prepareRequest(request);
    }

    @Override
    public String clientName() {
        return name;
    }

    @Override
    public void close() {
        whenOpen().close();
    }

    /** Returns the client if it is open. */
    Optional<SdkHttpClient> opened() {
        return opening.state() == Future.State.SUCCESS ? Optional.of(opening.resultNow()) : Optional.empty();
    }

    private SdkHttpClient whenOpen() {
        try {
            return opening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the HTTP client was opened", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("no HTTP client could be opened", e.getCause());
        }
    }
}
