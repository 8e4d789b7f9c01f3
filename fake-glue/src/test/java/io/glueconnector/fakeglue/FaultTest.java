package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.InternalServiceException;
import software.amazon.awssdk.services.glue.model.StartJobRunResponse;

class FaultTest {
    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen());
    private final GlueClient client = Sdk.client(glue);
    private final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);

    @BeforeEach
    void createJob() {
        account.createJob(JobDefinition.spark("nightly").withMaxConcurrentRuns(10));
    }

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    private StartJobRunResponse start() {
        return client.startJobRun(request -> request.jobName("nightly"));
    }

    private int runs() {
        return account.jobRuns("nightly").size();
    }

    /** Sends a request over a bare socket and returns every byte that comes back. */
    private String exchange() throws IOException {
        String body = "{\"JobName\":\"nightly\"}";
        String request = "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSGlue.StartJobRun\r\n"
                + "Authorization: " + ProtocolTest.AUTHORIZATION + "\r\nConnection: close\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        try (Socket socket =
                new Socket(InetAddress.ofLiteral("127.0.0.1"), glue.endpoint().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void resetBefore_nextRequest_isResetWithoutEffect() {
        glue.faults().next("StartJobRun", Fault.resetBefore());

        assertThatThrownBy(this::exchange).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        assertThat(runs()).isZero();
    }

    @Test
    void resetAfter_nextRequest_isResetAndTheRunExists() {
        glue.faults().next("StartJobRun", Fault.resetAfter());

        assertThatThrownBy(this::exchange).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void closeBefore_nextRequest_endsWithoutAByteAndWithoutEffect() throws IOException {
        glue.faults().next("StartJobRun", Fault.closeBefore());

        assertThat(exchange()).isEmpty();
        assertThat(runs()).isZero();
    }

    @Test
    void closeAfter_nextRequest_endsWithoutAByteAndTheRunExists() throws IOException {
        glue.faults().next("StartJobRun", Fault.closeAfter());

        assertThat(exchange()).isEmpty();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void truncatedBody_nextRequest_announcesMoreThanItSends() throws IOException {
        glue.faults().next("StartJobRun", Fault.truncatedBody());

        String[] parts = exchange().split("\r\n\r\n", 2);

        assertThat(parts[0]).startsWith("HTTP/1.1 200");
        int announced = Integer.parseInt(parts[0].replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
        assertThat(parts[1]).hasSize(announced / 2);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void resetAfter_throughTheSdk_isOneRequestAndAnIoError() {
        glue.faults().next("StartJobRun", Fault.resetAfter());

        assertThatThrownBy(this::start)
                .isInstanceOf(SdkClientException.class)
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(glue.requests("StartJobRun")).hasSize(1);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void emptyObjectAndEmptyBody_returnNoId() {
        glue.faults().next("StartJobRun", Fault.emptyObject());
        glue.faults().next("StartJobRun", Fault.emptyBody());

        assertThat(start().jobRunId()).isNull();
        assertThat(start().jobRunId()).isNull();
        assertThat(start().jobRunId()).isNotNull();
        assertThat(runs()).isEqualTo(3);
    }

    @Test
    void malformedBody_cannotBeParsed() {
        glue.faults().next("StartJobRun", Fault.malformedBody());

        assertThatThrownBy(this::start).isInstanceOf(SdkClientException.class);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void failureBeforeAndAfter_sameError_differentEffect() {
        glue.faults().next("StartJobRun", Fault.failureBefore(503));
        glue.faults().next("StartJobRun", Fault.failureAfter(500));

        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        InternalServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(503));
        assertThat(runs()).isZero();
        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        InternalServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(500));
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void throttled_givenNumberOfTimes_thenSucceeds() {
        glue.faults().next("StartJobRun", 2, Fault.throttled());

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::start)
                    .isInstanceOfSatisfying(
                            GlueException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException"));
        }
        assertThat(start().jobRunId()).isNotNull();
    }

    @Test
    void accessDenied_always_untilCleared() {
        glue.faults().always("GetJobRuns", Fault.accessDenied("GetJobRuns"));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.getJobRuns(request -> request.jobName("nightly")))
                    .hasMessageContaining("not authorized to perform: glue:GetJobRuns");
        }
        glue.faults().clear();
        assertThat(client.getJobRuns(request -> request.jobName("nightly")).jobRuns())
                .isEmpty();
    }

    @Test
    void expiredToken_hasAwsCode() {
        glue.faults().next("StartJobRun", Fault.expiredToken());

        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        GlueException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException"));
    }

    @Test
    void delayAfter_respondsLateButActsImmediately() {
        glue.faults().next("StartJobRun", Fault.delayAfter(Duration.ofMillis(300)));
        long before = System.nanoTime();

        start();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void repeatedToken_returnsTheSamePage() {
        for (int i = 0; i < 4; i++) {
            account.startJobRun("nightly", Map.of());
        }
        glue.faults().always("GetJobRuns", Fault.repeatedToken());
        GetJobRunsResponse first =
                client.getJobRuns(request -> request.jobName("nightly").maxResults(1));

        GetJobRunsResponse second = client.getJobRuns(
                request -> request.jobName("nightly").maxResults(1).nextToken(first.nextToken()));

        assertThat(second.nextToken()).isEqualTo(first.nextToken());
        assertThat(second.jobRuns()).isNotEqualTo(first.jobRuns());
    }

    @Test
    void withoutArguments_omitsThemFromEveryRun() {
        String run = account.startJobRun("nightly", Map.of("--day", "today"));
        glue.faults().next("GetJobRuns", Fault.withoutArguments());
        glue.faults().next("GetJobRun", Fault.withoutArguments());

        assertThat(client.getJobRuns(request -> request.jobName("nightly"))
                        .jobRuns()
                        .getFirst()
                        .hasArguments())
                .isFalse();
        assertThat(client.getJobRun(request -> request.jobName("nightly").runId(run))
                        .jobRun()
                        .hasArguments())
                .isFalse();
        assertThat(client.getJobRun(request -> request.jobName("nightly").runId(run))
                        .jobRun()
                        .arguments())
                .containsEntry("--day", "today");
    }

    @Test
    void signatureExpired_isRejectedWithoutEffect() {
        glue.faults().next("StartJobRun", Fault.signatureExpired());

        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        GlueException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("InvalidSignatureException"));
        assertThat(runs()).isZero();
    }

    @Test
    void refuseConnections_untilAcceptedAgain() {
        glue.refuseConnections();

        assertThatThrownBy(this::start).hasRootCauseInstanceOf(ConnectException.class);
        glue.acceptConnections();
        assertThat(start().jobRunId()).isNotNull();
    }

    @Test
    void fault_ofOneOperation_doesNotAffectOthers() {
        glue.faults().next("StartJobRun", Fault.throttled());

        assertThat(client.getJob(request -> request.jobName("nightly")).job().name())
                .isEqualTo("nightly");
    }
}
