package io.glueconnector.once;

import io.glueconnector.testing.AwsOverHttp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The production HTTP client for one process of a function, with every request redirected to the line instead of AWS. */
final class LineHttp implements SdkHttpClient {
    private final Line line;
    private final String process;
    private final SdkHttpClient http = AwsOverHttp.client();

    LineHttp(Line line, String process) {
        this.line = line;
        this.process = process;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        dieIfKilled();
        ExecutableHttpRequest led = http.prepareRequest(HttpExecuteRequest.builder()
                .request(led(request))
                .contentStreamProvider(request.contentStreamProvider().orElse(null))
                .build());
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return led.call();
                } finally {
                    dieIfKilled();
                }
            }

            @Override
            public void abort() {
                led.abort();
            }
        };
    }

    @Override
    public void close() {
        http.close();
    }

    private SdkHttpRequest led(HttpExecuteRequest request) {
        String target =
                request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
        Step step = Step.of(target.substring(target.indexOf('.') + 1), body(request));
        return new Led(request.httpRequest(), line.port(step), process);
    }

    /** A request with another destination. Shrinking removed the parts of the SDK's own builder that this would need. */
    private record Led(SdkHttpRequest request, int line, String process) implements SdkHttpRequest {
        @Override
        public String protocol() {
            return "http";
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public int port() {
            return line;
        }

        @Override
        public String encodedPath() {
            return request.encodedPath();
        }

        @Override
        public Map<String, List<String>> rawQueryParameters() {
            return request.rawQueryParameters();
        }

        @Override
        public SdkHttpMethod method() {
            return request.method();
        }

        @Override
        public Map<String, List<String>> headers() {
            Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
            headers.put(Line.PROCESS, List.of(process));
            return headers;
        }

        @Override
        public Builder toBuilder() {
            throw new UnsupportedOperationException("a request in flight does not change");
        }
    }

    private void dieIfKilled() {
        if (line.isKilled(process)) {
            throw new FunctionKilled();
        }
    }

    private static String body(HttpExecuteRequest request) {
        return request.contentStreamProvider()
                .map(content -> {
                    try (InputStream stream = content.newStream()) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse("");
    }
}
