package io.glueconnector.aws;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpException;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.crt.ProxyConfiguration;
import software.amazon.awssdk.utils.Lazy;

/**
 * AWS's own HTTP client: native code with its own TLS. It sends each request once, trusts the system's certificates, and uses
 * no proxy.
 *
 * <p>A request with {@code Connection: close} gets a new connection, because only a response would show whether a pooled one
 * is still open. Thread-safe.
 */
final class CrtHttp implements SdkHttpClient {
    private static final Duration CONNECTED = Duration.ofSeconds(4);
    private static final Duration IDLE = Duration.ofSeconds(5);
    /** Errors that can only occur before a connection exists. */
    private static final Set<String> WITHOUT_CONNECTION = Set.of(
            "AWS_IO_SOCKET_CONNECTION_REFUSED",
            "AWS_ERROR_HTTP_CONNECTION_MANAGER_ACQUISITION_TIMEOUT",
            "AWS_IO_DNS_QUERY_FAILED",
            "AWS_IO_DNS_QUERY_AGAIN",
            "AWS_IO_DNS_INVALID_NAME",
            "AWS_IO_DNS_NO_ADDRESS_FOR_HOST");

    private final SdkHttpClient keeping = client();
    private final Lazy<SdkHttpClient> closing = new Lazy<>(CrtHttp::client);

    /**
     * Loads the native library.
     *
     * @throws LinkageError if it cannot be loaded here
     * @throws RuntimeException for the same reason
     */
    CrtHttp() {}

    private static SdkHttpClient client() {
        CrtLibrary.load();
        EventLoopGroup.setStaticDefaultNumThreads(1);
        return AwsCrtHttpClient.builder()
                .connectionTimeout(HttpClients.CONNECT)
                // Otherwise a failed handshake is held back for half a minute, to blind timing attacks.
                .connectionAcquisitionTimeout(CONNECTED)
                .connectionMaxIdleTime(IDLE)
                // Otherwise it reads HTTPS_PROXY, which nothing else here does.
                .proxyConfiguration(ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                .build();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        boolean isLast = request.httpRequest()
                .firstMatchingHeader("Connection")
                .filter("close"::equals)
                .isPresent();
        return new Translating((isLast ? closing.getValue() : keeping).prepareRequest(request));
    }

    @Override
    public String clientName() {
        return keeping.clientName();
    }

    @Override
    public void close() {
        keeping.close();
        if (closing.hasValue()) {
            closing.getValue().close();
        }
    }

    /** Translates the failures of a request into the exceptions that the JDK's client throws. */
    private record Translating(ExecutableHttpRequest request) implements ExecutableHttpRequest {
        @Override
        public HttpExecuteResponse call() throws IOException {
            try {
                return request.call();
            } catch (HttpException failure) {
                throw translated(failure, failure);
            } catch (IOException failure) {
                throw failure.getCause() instanceof HttpException cause ? translated(failure, cause) : failure;
            }
        }

        @Override
        public void abort() {
            request.abort();
        }

        private static IOException translated(Exception failure, HttpException cause) {
            String name = CRT.awsErrorName(cause.getErrorCode());
            if (failure instanceof SSLHandshakeException) {
                return new SSLHandshakeException(name);
            }
            boolean unconnected = failure instanceof ConnectException || WITHOUT_CONNECTION.contains(name);
            return unconnected ? new ConnectException(name) : new SocketException(name);
        }
    }
}
