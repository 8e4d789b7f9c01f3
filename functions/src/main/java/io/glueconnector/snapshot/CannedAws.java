package io.glueconnector.snapshot;

import io.glueconnector.aws.HttpClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * An HTTP client that returns canned AWS responses instead of using the network. It rejects requests it has no response for.
 *
 * @param answers the response bodies by the request's target, or by its action if it has no target
 * @param inPlaceOf the client whose name this one has
 */
record CannedAws(Properties answers, HttpClients inPlaceOf) implements SdkHttpClient {
    @Override
    public String clientName() {
        return inPlaceOf.clientName();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answer(answers.getProperty(target(request)));
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}

    private static HttpExecuteResponse answer(String body) {
        String text = body == null ? "{\"__type\":\"EntityNotFoundException\"}" : body;
        InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return HttpExecuteResponse.builder()
                .response(SdkHttpResponse.builder()
                        .statusCode(body == null ? 400 : 200)
                        .putHeader("x-amzn-RequestId", "rehearsed")
                        .build())
                .responseBody(AbortableInputStream.create(bytes))
                .build();
    }

    private static String target(HttpExecuteRequest request) throws IOException {
        Optional<String> target = request.httpRequest().firstMatchingHeader("X-Amz-Target");
        if (target.isPresent()) {
            return target.get();
        }
        try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?s).*\\bAction=(\\w+).*", "$1");
        }
    }
}
