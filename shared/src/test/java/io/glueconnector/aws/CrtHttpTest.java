package io.glueconnector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;

/** Tests the behavior of AWS's HTTP client that starts depend on, and the certificates that it trusts. */
class CrtHttpTest {
    private static final String STARTED = "{\"JobRunId\": \"jr_1\"}";
    private static final int OFTEN = 50;
    /** The build makes the tests trust the certificates in this file in addition to the system's. */
    private static final Path TRUSTED = Path.of(System.getenv("SSL_CERT_FILE"));

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    private static TlsServer tls;

    @BeforeAll
    static void startTls(@TempDir Path folder) throws Exception {
        tls = TlsServer.start(folder);
    }

    @AfterAll
    static void stopTls() {
        tls.close();
    }

    @AfterEach
    void trustNoCertificate() throws IOException {
        Files.deleteIfExists(TRUSTED);
    }

    @Test
    void start_afterReadsOnClosedConnections_arrivesOnceOnANewConnection() {
        try (StubServer server = new StubServer(_ -> new Reply.Last(200, STARTED))) {
            AwsClients aws = crt();
            GlueClient reading = glue(aws, server.url(), RetryMode.FREELY);
            GlueClient starting = glue(aws, server.url(), RetryMode.ONLY_WITHOUT_EFFECT);
            for (int round = 0; round < OFTEN; round++) {
                reading.getJobRun(request -> request.jobName("load").runId("jr_1"));
                assertThat(start(starting)).isEqualTo("jr_1");
            }
            assertThat(arrived(server, "StartJobRun"))
                    .hasSize(OFTEN)
                    .noneMatch(Request::onReusedConnection)
                    .allMatch(request -> request.header("Connection").equals("close"));
        }
    }

    @Test
    void start_afterAnotherStart_arrivesOnANewConnection() {
        try (StubServer server = new StubServer(_ -> Reply.json(200, STARTED))) {
            AwsClients aws = crt();
            GlueClient reading = glue(aws, server.url(), RetryMode.FREELY);
            GlueClient starting = glue(aws, server.url(), RetryMode.ONLY_WITHOUT_EFFECT);
            for (int round = 0; round < 2; round++) {
                reading.getJobRun(request -> request.jobName("load").runId("jr_1"));
                start(starting);
            }
            assertThat(arrived(server, "StartJobRun")).hasSize(2).noneMatch(Request::onReusedConnection);
            assertThat(arrived(server, "GetJobRun").getLast().onReusedConnection())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(RetryMode.class)
    void send_overTlsToATrustedServer_returns(RetryMode mode) throws IOException {
        Files.writeString(TRUSTED, tls.certificate());
        AwsClients aws = crt();

        assertThat(start(glue(aws, tls.url(), mode))).isEqualTo("jr_1");
        assertThat(aws.httpClient()).isEqualTo("crt");
    }

    @Test
    void send_overTlsToAnUntrustedServer_neverSendsTheRequest() {
        assertNeverSent(tls.url());
    }

    @Test
    void send_overTlsToATrustedServerOfAnotherName_neverSendsTheRequest() throws IOException {
        Files.writeString(TRUSTED, tls.certificate());

        assertNeverSent(tls.urlOf("localhost"));
    }

    // The client for reads would try three times, and each attempt takes four seconds.
    private void assertNeverSent(String url) {
        int before = tls.requests();
        SdkHttpClient client = new CrtHttp();
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create(url))
                .build();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.prepareRequest(
                                HttpExecuteRequest.builder().request(request).build())
                        .call())
                .satisfies(e -> assertThat(RetryMode.neverLeft(e)).isTrue());
        assertThat(tls.requests()).isEqualTo(before);
    }

    @Test
    void of_environment_namesTheClient() {
        assertThat(HttpClients.of(Map.of(), false)).isEqualTo(HttpClients.CRT);
        assertThat(HttpClients.of(Map.of("HTTP_CLIENT", "crt"), false)).isEqualTo(HttpClients.CRT);
        assertThat(HttpClients.of(Map.of("HTTP_CLIENT", "jdk"), false)).isEqualTo(HttpClients.JDK);
        assertThat(HttpClients.of(Map.of("HTTP_CLIENT", "crt"), true)).isEqualTo(HttpClients.JDK);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> HttpClients.of(Map.of("HTTP_CLIENT", "CRT"), true))
                .withMessage("HTTP_CLIENT: expected crt or jdk, but got CRT");
    }

    @ParameterizedTest
    @EnumSource(HttpClients.class)
    void open_loadableLibrary_logsNothing(HttpClients clients) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        clients.open(new PrintStream(log, true, StandardCharsets.UTF_8)).close();

        assertThat(log.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(RetryMode.class)
    void glue_anyRequest_waitsTenSecondsForAResponse(RetryMode mode) {
        assertThat(glue(crt(), "http://127.0.0.1:9", mode)
                        .serviceClientConfiguration()
                        .overrideConfiguration()
                        .apiCallAttemptTimeout())
                .hasValueSatisfying(limit -> assertThat(limit).hasSeconds(10));
    }

    private static AwsClients crt() {
        return new AwsClients(new CrtHttp(), AwsClients.timer());
    }

    private GlueClient glue(AwsClients aws, String url, RetryMode mode) {
        endpoints.glue(url);
        return aws.glue(
                Region.EU_WEST_1,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIACONNECTIONKEY001", "secret")),
                mode);
    }

    private static String start(GlueClient client) {
        return client.startJobRun(request -> request.jobName("load")).jobRunId();
    }

    private static List<Request> arrived(StubServer server, String operation) {
        return server.requests().stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }
}
