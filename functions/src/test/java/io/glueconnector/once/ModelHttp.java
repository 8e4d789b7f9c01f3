package io.glueconnector.once;

import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** An HTTP client without a network. The given function replies to each request, or the client throws as a socket would. */
final class ModelHttp implements SdkHttpClient {
    private final Function<Request, Reply> network;

    ModelHttp(Function<Request, Reply> network) {
        this.network = network;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Request sent = new Request(
                "POST",
                "/",
                Map.of(
                        "X-Amz-Target",
                        request.httpRequest()
                                .firstMatchingHeader("X-Amz-Target")
                                .orElseThrow()),
                body(request),
                false);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return response(network.apply(sent));
            }

            @Override
            public void abort() {
                throw new UnsupportedOperationException("the model replies immediately");
            }
        };
    }

    @Override
    public void close() {}

    private static HttpExecuteResponse response(Reply reply) throws IOException {
        return switch (reply) {
            case Reply.Answer answer -> response(answer.status(), answer.body(), answer.body());
            case Reply.Last last -> response(last.status(), last.body(), last.body());
            case Reply.Half half ->
                response(200, half.body(), half.body().substring(0, half.body().length() / 2));
            case Reply.Close _ -> throw new ConnectException("Connection refused");
            case Reply.Reset _ -> throw new SocketException("Connection reset");
            case Reply.Silence _ -> throw new SocketTimeoutException("Read timed out");
        };
    }

    private static HttpExecuteResponse response(int status, String promised, String sent) {
        byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("Content-Length", String.valueOf(promised.getBytes(StandardCharsets.UTF_8).length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(bytes)))
                .build();
    }

    private static String body(HttpExecuteRequest request) {
        try (InputStream stream = request.contentStreamProvider().orElseThrow().newStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
