package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.Internal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The SDK's own signer is the reference: both signers must send the same headers for the same request. */
class CrtSignerTest {
    private static final int REQUESTS = 500;

    private final AwsV4HttpSigner reference = AwsV4HttpSigner.create();
    private final AwsV4HttpSigner signer = new CrtSigner();

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void sign_anyRequest_setsTheHeadersOfTheSdksSigner(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < REQUESTS; i++) {
            SignRequest<AwsCredentialsIdentity> request = anyRequest(random);

            assertThat(headers(signer.sign(request)))
                    .as("request %d of seed %d", i, seed)
                    .isEqualTo(headers(reference.sign(request)));
        }
    }

    @Test
    void sign_request_leavesAllElseAsItIs() throws IOException {
        SignRequest<AwsCredentialsIdentity> request = anyRequest(new Random(3));

        SignedRequest signed = signer.sign(request);

        assertThat(signed.request().getUri()).isEqualTo(request.request().getUri());
        assertThat(signed.request().method()).isEqualTo(request.request().method());
        assertThat(signed.payload()).isEqualTo(request.payload());
        assertThat(request.request().firstMatchingHeader("Authorization")).isEmpty();
    }

    @Test
    void sign_bodyThatCannotBeRead_fails() {
        SignRequest<AwsCredentialsIdentity> request = anyRequest(new Random(4)).toBuilder()
                .payload(CrtSignerTest::closed)
                .build();

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> signer.sign(request))
                .withMessageContaining("Stream closed");
    }

    @Test
    void sign_requestThatIsSignedAlready_failsAsNotSent() {
        SignRequest<AwsCredentialsIdentity> request = anyRequest(new Random(5));
        SdkHttpRequest dated = request.request().toBuilder()
                .putHeader("X-Amz-Date", "20260131T030000Z")
                .build();

        assertThatExceptionOfType(Internal.class)
                .isThrownBy(() -> signer.sign(request.toBuilder().request(dated).build()))
                .withMessageContaining("could not be signed, so it was not sent")
                .satisfies(failure -> assertThat(failure.diagnosis()).startsWith("CRT: AWS_AUTH_SIGNING_"));
    }

    private static InputStream closed() {
        InputStream closed = InputStream.nullInputStream();
        try {
            closed.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return closed;
    }

    private static SignRequest<AwsCredentialsIdentity> anyRequest(Random random) {
        byte[] body = new byte[random.nextBoolean() ? random.nextInt(100) : random.nextInt(100_000)];
        random.nextBytes(body);
        return SignRequest.builder(credentials(random))
                .request(http(random))
                .payload(
                        random.nextInt(10) == 0
                                ? null
                                : ContentStreamProvider.fromInputStreamSupplier(() -> new ByteArrayInputStream(body)))
                .putProperty(AwsV4HttpSigner.REGION_NAME, one(random, "eu-west-1", "us-gov-west-1", "cn-north-1"))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, one(random, "glue", "secretsmanager", "sts"))
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, random.nextBoolean())
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, random.nextBoolean())
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time(random), ZoneOffset.UTC))
                .build();
    }

    private static SdkHttpRequest http(Random random) {
        String port = one(random, "", ":443", ":80", ":4566");
        String uri =
                one(random, "https", "http") + "://" + text(random).toLowerCase(Locale.ROOT) + ".amazonaws.com" + port;
        SdkHttpRequest.Builder http = SdkHttpRequest.builder()
                .uri(URI.create(uri))
                .encodedPath(one(random, "/", "", "/a/b", "/a%20b/", "/a/../b//c"))
                .method(one(random, SdkHttpMethod.POST, SdkHttpMethod.GET))
                .putHeader("X-Amz-Target", "AWSGlue." + text(random))
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("Content-Length", "" + random.nextInt(100))
                .putHeader("X-Empty", "")
                .putHeader("X-Several", List.of(text(random), text(random)))
                .putHeader("amz-sdk-request", "attempt=1;  max=" + random.nextInt(9))
                .putHeader(
                        one(random, "User-Agent", "Connection", "Expect", "X-Amzn-Trace-Id", "X-Forwarded-For", "Host"),
                        text(random));
        return random.nextBoolean()
                ? http.build()
                : http.putRawQueryParameter("a b", text(random) + "/é").build();
    }

    private static AwsCredentialsIdentity credentials(Random random) {
        String token = text(random) + "/+=" + text(random);
        return random.nextBoolean()
                ? AwsBasicCredentials.create(text(random), text(random))
                : AwsSessionCredentials.create(text(random), text(random), token);
    }

    private static Instant time(Random random) {
        return Instant.EPOCH.plusMillis(random.nextLong(4_000_000_000_000L));
    }

    private static String text(Random random) {
        return random.ints(1 + random.nextInt(60), 'A', 'Z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @SafeVarargs
    private static <T> T one(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }

    /** The headers by their names, which are case-insensitive. */
    private static Map<String, Object> headers(SignedRequest signed) {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(signed.request().headers());
        return headers;
    }
}
