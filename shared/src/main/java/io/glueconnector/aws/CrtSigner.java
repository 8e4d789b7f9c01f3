package io.glueconnector.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.Internal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.crt.auth.signing.AwsSigner;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSignatureType;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSignedBodyHeaderType;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSigningAlgorithm;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Sets the same headers as the SDK's own signer, but computes the signature in native code. The SDK's signer first loads Java's
 * security providers, which takes 60 ms of a cold start. Signs whole bodies only. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Signature Version 4</a>
 */
final class CrtSigner implements AwsV4HttpSigner {
    /** Headers that the SDK's signer leaves out as well: a proxy may change them. The CRT would sign Connection. */
    private static final Set<String> UNSIGNED =
            Set.of("connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id", "x-forwarded-for");

    /**
     * Loads the native library.
     *
     * @throws LinkageError if it cannot be loaded here
     * @throws RuntimeException for the same reason
     */
    CrtSigner() {
        CrtLibrary.load();
    }

    /**
     * Signs a request.
     *
     * @throws Internal if the native code rejects the request
     */
    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
        SdkHttpRequest.Builder signed = request.request().toBuilder();
        putAbsent(signed, "Host", host(request.request()));
        try (AwsSigningConfig config = config(request)) {
            HttpRequest unsigned = unsigned(signed.build(), new Body(request.payload()));
            HttpRequest result = AwsSigner.signRequest(unsigned, config).join();
            result.getHeaders().forEach(header -> putAbsent(signed, header.getName(), header.getValue()));
        } catch (CompletionException e) {
            throw rejected(e.getCause());
        }
        return SignedRequest.builder()
                .request(signed.build())
                .payload(request.payload().orElse(null))
                .build();
    }

    /** Not supported, because no client here is asynchronous. */
    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
        throw new UnsupportedOperationException("asynchronous signing");
    }

    // Nothing was sent, so a start must not count as one with an unknown outcome.
    private static ConnectorException rejected(Throwable cause) {
        String name = cause instanceof CrtRuntimeException crt
                ? crt.errorName
                : cause.getClass().getName();
        return new Internal("A request to AWS could not be signed, so it was not sent.").diagnosedAs("CRT: " + name);
    }

    private static void putAbsent(SdkHttpRequest.Builder request, String name, String value) {
        if (request.firstMatchingHeader(name).isEmpty()) {
            request.putHeader(name, value);
        }
    }

    private static String host(SdkHttpRequest request) {
        boolean standard = SdkHttpUtils.isUsingStandardPort(request.protocol(), request.port());
        return standard ? request.host() : request.host() + ":" + request.port();
    }

    private static AwsSigningConfig config(SignRequest<? extends AwsCredentialsIdentity> request) {
        AwsSigningConfig config = new AwsSigningConfig();
        config.setAlgorithm(AwsSigningAlgorithm.SIGV4);
        config.setSignatureType(AwsSignatureType.HTTP_REQUEST_VIA_HEADERS);
        config.setSignedBodyHeader(AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA256);
        config.setRegion(request.requireProperty(REGION_NAME));
        config.setService(request.requireProperty(SERVICE_SIGNING_NAME));
        // The SDK corrects this clock after AWS has rejected a request's time.
        config.setTime(request.requireProperty(SIGNING_CLOCK).millis());
        config.setUseDoubleUriEncode(request.requireProperty(DOUBLE_URL_ENCODE, true));
        config.setShouldNormalizeUriPath(request.requireProperty(NORMALIZE_PATH, true));
        config.setCredentials(credentials(request.identity()));
        return config;
    }

    private static Credentials credentials(AwsCredentialsIdentity identity) {
        byte[] token = identity instanceof AwsSessionCredentialsIdentity session
                ? session.sessionToken().getBytes(UTF_8)
                : null;
        return new Credentials(
                identity.accessKeyId().getBytes(UTF_8),
                identity.secretAccessKey().getBytes(UTF_8),
                token);
    }

    private static HttpRequest unsigned(SdkHttpRequest request, HttpRequestBodyStream body) {
        List<HttpHeader> headers = new ArrayList<>();
        request.forEachHeader((name, values) -> {
            if (!UNSIGNED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(new HttpHeader(name, value)));
            }
        });
        String path = request.encodedPath().isEmpty() ? "/" : request.encodedPath();
        String query = request.encodedQueryParameters().map("?"::concat).orElse("");
        return new HttpRequest(request.method().name(), path + query, headers.toArray(HttpHeader[]::new), body);
    }

    /** A request's body, in memory. */
    private record Body(ByteBuffer rest) implements HttpRequestBodyStream {
        Body(Optional<ContentStreamProvider> payload) {
            this(ByteBuffer.wrap(payload.map(Body::bytes).orElse(new byte[0])));
        }

        private static byte[] bytes(ContentStreamProvider payload) {
            try (InputStream body = payload.newStream()) {
                return body.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean sendRequestBody(ByteBuffer target) {
            int length = Math.min(rest.remaining(), target.remaining());
            target.put(rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
            return !rest.hasRemaining();
        }

        @Override
        public boolean resetPosition() {
            rest.rewind();
            return true;
        }

        @Override
        public long getLength() {
            return rest.capacity();
        }
    }
}
