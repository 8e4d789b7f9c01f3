package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/** Counts the requests that arrive on a socket. A stub of the HTTP client would miss the requests that the JDK repeats. */
class RetryModeTest {
    private static final Reply OK = Reply.json(200, "{\"JobRunId\": \"jr_1\"}");

    private static final String SIGNATURE_EXPIRED =
            "Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z (20260101T001000Z - 5 min.)";
    private static final String WRONG_SECRET =
            "The request signature we calculated does not match the signature you provided.";

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    /** A fault, and the expected number of requests in each retry mode. */
    record Row(String fault, Reply reply, int freely, int onlyWithoutEffect) {
        @Override
        public String toString() {
            return fault;
        }

        int expected(RetryMode mode) {
            return switch (mode) {
                case FREELY -> freely;
                case ONLY_WITHOUT_EFFECT -> onlyWithoutEffect;
            };
        }
    }

    static Stream<Row> lostResponses() {
        return Stream.of(
                new Row("reset", new Reply.Reset(), 3, 1),
                new Row("close", new Reply.Close(), 3, 1),
                new Row("half a response", new Reply.Half("{\"JobRunId\": \"jr_1\"}"), 3, 1),
                new Row("malformed response", Reply.json(200, "{\"JobRunId\": "), 3, 1),
                new Row("internal failure", Reply.failure(500, "InternalServiceException", "x"), 3, 1),
                new Row("bad gateway", new Reply.Answer(502, Map.of(), "<html>"), 3, 1),
                new Row("unavailable", new Reply.Answer(503, Map.of(), ""), 3, 1),
                new Row("gateway timeout", new Reply.Answer(504, Map.of(), ""), 3, 1));
    }

    /** The codes and texts by which AWS rejects the time of a signature. The last row is a wrong secret key. */
    static Stream<Row> signatures() {
        return Stream.of(
                new Row("request expired", Reply.failure(400, "RequestExpired", "x"), 3, 3),
                new Row("time too skewed", Reply.failure(403, "RequestTimeTooSkewed", "x"), 3, 3),
                new Row("request in the future", Reply.failure(403, "RequestInTheFuture", "x"), 3, 3),
                new Row("signature expired", Reply.failure(400, "InvalidSignatureException", SIGNATURE_EXPIRED), 3, 3),
                new Row(
                        "signature expired, query",
                        Reply.failure(403, "SignatureDoesNotMatch", SIGNATURE_EXPIRED),
                        3,
                        3),
                new Row(
                        "signature not yet current",
                        Reply.failure(400, "InvalidSignatureException", "Signature not yet current: 20260101T001000Z"),
                        3,
                        3),
                new Row("wrong secret key", Reply.failure(400, "InvalidSignatureException", WRONG_SECRET), 1, 1));
    }

    static Stream<Row> faults() {
        return Stream.concat(
                Stream.concat(lostResponses(), signatures()),
                Stream.of(
                        new Row("throttled", Reply.failure(400, "ThrottlingException", "x"), 3, 3),
                        new Row("busy", Reply.failure(400, "ConcurrentRunsExceededException", "x"), 1, 1),
                        new Row("rejected input", Reply.failure(400, "InvalidInputException", "x"), 1, 1),
                        new Row("expired", Reply.failure(400, "ExpiredTokenException", "x"), 1, 1),
                        new Row(
                                "redirect",
                                new Reply.Answer(307, Map.of("Location", "http://127.0.0.1:9/"), ""),
                                1,
                                1)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void send_faultOnAFreshConnection_isRepeatedOnlyAsAllowed(Row row) {
        for (RetryMode mode : RetryMode.values()) {
            try (StubServer server = new StubServer(_ -> row.reply())) {
                assertFails(client(server, mode));
                assertThat(server.requests().size()).as(mode.name()).isEqualTo(row.expected(mode));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lostResponses")
    void send_lostResponseOnAReusedConnection_isRepeatedOnlyAsAllowed(Row row) {
        for (RetryMode mode : RetryMode.values()) {
            try (StubServer server = new StubServer(onceOkThen(row.reply()))) {
                GlueClient client = client(server, mode);
                start(client);
                assertFails(client);
                List<Request> requests = server.requests();
                assertThat(requests.get(1).onReusedConnection()).isEqualTo(mode == RetryMode.FREELY);
                assertThat(requests.size()).as(mode.name()).isEqualTo(1 + row.expected(mode));
            }
        }
    }

    @Test
    void send_signatureExpiredOnce_isSignedAgainAndSucceeds() {
        for (RetryMode mode : RetryMode.values()) {
            AtomicBoolean first = new AtomicBoolean(true);
            try (StubServer server = new StubServer(_ ->
                    first.getAndSet(false) ? Reply.failure(400, "InvalidSignatureException", SIGNATURE_EXPIRED) : OK)) {
                assertThat(client(server, mode)
                                .startJobRun(request -> request.jobName("load"))
                                .jobRunId())
                        .isEqualTo("jr_1");
                assertThat(server.requests()).as(mode.name()).hasSize(2);
            }
        }
    }

    // A proxy, not AWS, may respond like this after Glue has acted.
    @Test
    void send_rejectionWithoutACodeAndWithAnotherTime_isNotAnExpiredSignature() {
        Map<String, String> dated = Map.of("Date", "Thu, 01 Jan 2026 00:00:00 GMT");
        try (StubServer server = new StubServer(_ -> new Reply.Answer(403, dated, "Forbidden"))) {
            assertFails(client(server, RetryMode.ONLY_WITHOUT_EFFECT));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void send_connectionRefused_neverSendsTheRequest() {
        for (RetryMode mode : RetryMode.values()) {
            try (StubServer server = new StubServer(_ -> OK)) {
                GlueClient client = client(server, mode);
                server.refuseConnections();
                assertThatExceptionOfType(SdkClientException.class)
                        .isThrownBy(() -> start(client))
                        .satisfies(e -> assertThat(RetryMode.neverLeft(e)).isTrue());
                assertThat(server.requests()).isEmpty();
            }
        }
    }

    @Test
    void send_lostResponse_sentTheRequest() {
        try (StubServer server = new StubServer(_ -> new Reply.Close())) {
            GlueClient client = client(server, RetryMode.ONLY_WITHOUT_EFFECT);
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(() -> start(client))
                    .satisfies(e -> assertThat(RetryMode.neverLeft(e)).isFalse());
        }
    }

    @Test
    void send_serviceThatClosesTheConnectionAndStopsListening_sentTheRequest() {
        AtomicBoolean first = new AtomicBoolean(true);
        StubServer[] self = new StubServer[1];
        try (StubServer server = new StubServer(_ -> {
            if (first.getAndSet(false)) {
                return OK;
            }
            self[0].refuseConnections();
            return new Reply.Close();
        })) {
            self[0] = server;
            GlueClient client = client(server, RetryMode.ONLY_WITHOUT_EFFECT);
            start(client);
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(() -> start(client))
                    .satisfies(e -> assertThat(RetryMode.neverLeft(e)).isFalse());
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void send_settingsOfTheSdk_changeNothing() {
        for (String mode : List.of("legacy", "standard", "adaptive", "adaptive_v2")) {
            endpoints.property("aws.retryMode", mode);
            endpoints.property("aws.maxAttempts", "7");
            try (StubServer server = new StubServer(_ -> new Reply.Reset())) {
                assertFails(client(server, RetryMode.ONLY_WITHOUT_EFFECT));
                assertThat(server.requests().size()).as(mode).isEqualTo(1);
            }
            try (StubServer server = new StubServer(_ -> Reply.failure(500, "InternalServiceException", "x"))) {
                assertFails(client(server, RetryMode.FREELY));
                assertThat(server.requests().size()).as(mode).isEqualTo(3);
            }
        }
    }

    @Test
    void send_redirect_isNotFollowed() {
        try (StubServer elsewhere = new StubServer(_ -> OK);
                StubServer server =
                        new StubServer(_ -> new Reply.Answer(307, Map.of("Location", elsewhere.url() + "/"), ""))) {
            assertFails(client(server, RetryMode.FREELY));
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void neverLeft_onlyFailuresBeforeTheRequest_areTrue() {
        assertThat(RetryMode.neverLeft(caused(new ConnectException("Connection refused"))))
                .isTrue();
        assertThat(RetryMode.neverLeft(caused(new UnknownHostException("x")))).isTrue();
        assertThat(RetryMode.neverLeft(caused(new SSLHandshakeException("x")))).isTrue();
        assertThat(RetryMode.neverLeft(caused(new SSLException("x")))).isFalse();
        assertThat(RetryMode.neverLeft(caused(new SocketException("Connection reset"))))
                .isFalse();
        assertThat(RetryMode.neverLeft(caused(new SocketTimeoutException("Read timed out"))))
                .isFalse();
        assertThat(RetryMode.neverLeft(SdkClientException.create("x"))).isFalse();
    }

    private static SdkException caused(Exception cause) {
        return SdkClientException.create("x", new IllegalStateException(cause));
    }

    private static Function<Request, Reply> onceOkThen(Reply reply) {
        AtomicBoolean first = new AtomicBoolean(true);
        return _ -> first.getAndSet(false) ? OK : reply;
    }

    private GlueClient client(StubServer server, RetryMode mode) {
        endpoints.glue(server.url());
        return AwsOverHttp.clients()
                .glue(
                        Region.EU_WEST_1,
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIACONNECTIONKEY001", "secret")),
                        mode);
    }

    private static void start(GlueClient client) {
        client.startJobRun(request -> request.jobName("load"));
    }

    private static void assertFails(GlueClient client) {
        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> start(client));
    }
}
