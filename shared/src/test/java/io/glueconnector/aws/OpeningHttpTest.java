package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class OpeningHttpTest {
    private static final HttpExecuteRequest REQUEST = HttpExecuteRequest.builder()
            .request(SdkHttpRequest.builder()
                    .method(SdkHttpMethod.GET)
                    .protocol("http")
                    .host("127.0.0.1")
                    .build())
            .build();

    @Test
    void begin_slowClient_blocksOnlyTheFirstRequest() {
        CountDownLatch letOpen = new CountDownLatch(1);
        Counting client = new Counting();
        OpeningHttp opening = OpeningHttp.begin(
                () -> {
                    letOpen.await();
                    return client;
                },
                "Sample");

        assertThat(opening.clientName()).isEqualTo("Sample");
        assertThat(opening.opened()).isEmpty();
        letOpen.countDown();
        opening.prepareRequest(REQUEST);
        assertThat(opening.opened()).containsSame(client);
        opening.prepareRequest(REQUEST);

        assertThat(client.prepared).hasValue(2);
    }

    @Test
    void prepareRequest_failedOpening_failsWithTheCause() {
        IllegalArgumentException cause = new IllegalArgumentException("no such client");
        OpeningHttp opening = OpeningHttp.begin(
                () -> {
                    throw cause;
                },
                "Sample");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> opening.prepareRequest(REQUEST))
                .withMessage("no HTTP client could be opened")
                .withCause(cause);
    }

    @Test
    void prepareRequest_openingOutOfMemory_failsWithThatError() {
        OutOfMemoryError error = new OutOfMemoryError("no space for it");
        OpeningHttp opening = OpeningHttp.begin(
                () -> {
                    throw error;
                },
                "Sample");

        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> opening.prepareRequest(REQUEST))
                .withMessage("no space for it");
    }

    @Test
    void close_openClient_closesIt() {
        Counting client = new Counting();

        OpeningHttp.begin(() -> client, "Sample").close();

        assertThat(client.closed).hasValue(1);
    }

    /** Counts its requests and closes. */
    private static final class Counting implements SdkHttpClient {
        private final AtomicInteger prepared = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            prepared.incrementAndGet();
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    throw new UnsupportedOperationException("no request is sent here");
                }

                @Override
                public void abort() {
                    throw new UnsupportedOperationException("no request is sent here");
                }
            };
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
