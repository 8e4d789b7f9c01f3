package io.glueconnector.aws;

import static io.glueconnector.aws.GlueFixture.read;
import static io.glueconnector.aws.GlueFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.error.AccessDenied;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.error.Unavailable;
import io.glueconnector.redaction.Redaction;
import io.glueconnector.redaction.UpstreamCode;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.FakeSts;
import io.glueconnector.testing.StubServer.Reply;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;

/** The translation of each failure of Glue and STS, for reads and starts, over real sockets. */
class GlueFailuresTest {
    private static final String CANARY = "canary of the service";

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    @ParameterizedTest
    @CsvSource({
        "400, InvalidInputException,               InvalidRequest,         InvalidRequest,         -1",
        "400, ValidationException,                 InvalidRequest,         InvalidRequest,         -1",
        "400, SerializationException,              InvalidRequest,         InvalidRequest,         -1",
        "400, EntityNotFoundException,             NotFound,               NotFound,               -1",
        "400, ConcurrentRunsExceededException,     ConcurrentRunsExceeded, ConcurrentRunsExceeded, 10",
        "400, ResourceNumberLimitExceededException, LimitExceeded,         LimitExceeded,          60",
        "400, CrawlerRunningException,             AlreadyRunning,         AlreadyRunning,         60",
        "400, CrawlerStoppingException,            AlreadyRunning,         AlreadyRunning,         10",
        "400, CrawlerNotRunningException,          Conflict,               Conflict,               10",
        "400, ConcurrentModificationException,     Conflict,               Conflict,               5",
        "400, AccessDeniedException,               AccessDenied,           AccessDenied,           -1",
        "403, AccessDenied,                        AccessDenied,           AccessDenied,           -1",
        "400, InvalidSignatureException,           AccessDenied,           AccessDenied,           -1",
        "403, SignatureDoesNotMatch,               AccessDenied,           AccessDenied,           -1",
        "400, IncompleteSignature,                 AccessDenied,           AccessDenied,           -1",
        "403, MissingAuthenticationTokenException, AccessDenied,           AccessDenied,           -1",
        "403, OptInRequired,                       AccessDenied,           AccessDenied,           -1",
        "400, OperationTimeoutException,           GlueFailure,            OutcomeUnknown,         60",
        "500, InternalServiceException,            GlueFailure,            OutcomeUnknown,         60",
        "400, InternalServiceException,            GlueFailure,            OutcomeUnknown,         60",
        "500, '',                                  GlueFailure,            OutcomeUnknown,         60",
        "503, ServiceUnavailable,                  GlueFailure,            OutcomeUnknown,         60",
        "400, GlueEncryptionException,             GlueFailure,            GlueFailure,            -1",
        "418, SomethingBrandNew,                   GlueFailure,            GlueFailure,            -1"
    })
    void translate_code_becomesItsCatalogueCode(
            int status, String code, String forRead, String forStart, long waitOfStart) {
        try (GlueFixture aws = glue(Reply.failure(status, code, CANARY))) {
            ConnectorException ofRead = failure(() -> read(aws.glue()));
            ConnectorException ofStart = failure(() -> start(aws.glue()));
            assertThat(ofRead.code()).isEqualTo(forRead);
            assertThat(ofStart.code()).isEqualTo(forStart);
            assertThat(ofStart.retry().delay())
                    .isEqualTo(Optional.of(waitOfStart).filter(wait -> wait > 0).map(Duration::ofSeconds));
            assertThat(ofStart.diagnosis()).contains("Glue: ", "status " + status);
        }
    }

    @Test
    void translate_throttling_isThrottledForReadsAndStarts() {
        try (GlueFixture aws = glue(Reply.failure(400, "ThrottlingException", CANARY))) {
            assertThrottled(failure(() -> start(aws.glue())));
        }
        try (GlueFixture aws = glue(new Reply.Answer(429, Map.of(), ""))) {
            assertThrottled(failure(() -> read(aws.glue())));
        }
    }

    private static void assertThrottled(ConnectorException failure) {
        assertThat(failure.code()).isEqualTo("Throttled");
        assertThat(failure.retry().delay()).contains(Duration.ofSeconds(5));
    }

    /** Returns the codes of all Glue errors that the SDK models. */
    static List<String> modeledErrors() throws IOException, URISyntaxException {
        Path jar = Path.of(GlueClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName().replaceAll("^.*/model/", ""))
                    .filter(name -> name.matches("[A-Za-z]+Exception\\.class") && !name.startsWith("GlueException"))
                    .filter(name -> !name.startsWith("Throttling"))
                    .map(name -> name.replace(".class", ""))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("modeledErrors")
    void translate_everyModeledError_isNotInternalAndHasADetail(String code) {
        try (GlueFixture aws = glue(Reply.failure(400, code, CANARY))) {
            for (ConnectorException failure :
                    List.of(failure(() -> read(aws.glue())), failure(() -> start(aws.glue())))) {
                assertThat(failure.code()).isNotEqualTo("Internal");
                assertThat(failure.detail()).matches(".{25,}\\.");
            }
        }
    }

    @Test
    void translate_unreadableResponse_isAGlueFailureOrAnUnknownOutcome() {
        for (Reply reply : List.of(
                Reply.json(200, "{\"JobRun\": "),
                Reply.json(200, "<html>busy</html>"),
                Reply.json(200, ""),
                Reply.json(200, "[]"),
                Reply.json(200, "5"),
                new Reply.Answer(502, Map.of("Content-Type", "text/html"), "<html>" + CANARY),
                new Reply.Half("{\"JobRunId\": \"jr_1\"}"),
                new Reply.Close(),
                new Reply.Reset())) {
            try (GlueFixture aws = glue(reply)) {
                assertThat(failure(() -> read(aws.glue())).code())
                        .as(reply.toString())
                        .isEqualTo("GlueFailure");
                assertThat(failure(() -> start(aws.glue())).code())
                        .as(reply.toString())
                        .isEqualTo("OutcomeUnknown");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"JobRun\": null, \"JobRunId\": null}"})
    void translate_responseWithoutMembers_isLeftToTheAction(String body) {
        try (GlueFixture aws = glue(Reply.json(200, body))) {
            assertThat(read(aws.glue()).jobRun()).isNull();
            assertThat(start(aws.glue()).jobRunId()).isNull();
        }
    }

    @Test
    void translate_denial_namesTheActionAndTheResource() {
        try (GlueFixture aws = glue(Reply.failure(400, "AccessDeniedException", "User: arn:aws:iam::1:user/canary"))) {
            assertThat(failure(() -> start(aws.glue())).detail())
                    .isEqualTo(
                            "Connection team-a may not call glue:StartJobRun on job load. Grant that action to its key or role.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Worker type G.4X is not supported for Glue Version 2.0 | workerType: Glue version 2.0 does not support worker type G.4X.",
                "Worker Type is not supported for Job Command pythonshell | workerType: a job with the command pythonshell has no workers.",
                "Worker type cannot be null and only [Z.2X] worker types are supported for glueray jobs. | workerType: a job with the command glueray supports only Z.2X.",
                "To use Worker Type G.1X, minimum allowed value of Number of Workers is 2. | numberOfWorkers: worker type G.1X requires at least 2 workers.",
                "Please do not set Max Capacity if using Worker Type and Number of Workers. | maxCapacity: the job's definition uses workers.",
                "Request size limit exceeded | args: the request is too large for Glue.",
                "The Timeout is too long for this Execution Class, canary | Glue rejected the input of StartJobRun for job load; its message names executionClass and timeoutMinutes. Compare",
                "Something else, canary | Glue rejected the input of StartJobRun for job load. Compare the fields with the definition of job load."
            })
    void translate_rejectedInput_explainsAKnownReasonAndLogsItMasked(String reason, String detail) {
        Glue.Requested<StartJobRunRequest> request = limit -> StartJobRunRequest.builder()
                .jobName("load")
                .arguments(Map.of("--password", "canary"))
                .overrideConfiguration(limit)
                .build();
        try (GlueFixture aws = glue(Reply.failure(400, "InvalidInputException", reason))) {
            ConnectorException failure = failure(() -> aws.glue().start(GlueClient::startJobRun, request, "job load"));

            assertThat(failure.code()).isEqualTo("InvalidRequest");
            assertThat(failure.detail()).startsWith(detail);
            assertThat(failure.diagnosis()).endsWith(", reason: " + reason.replace("canary", "***"));
        }
    }

    @Test
    void translate_unknownCode_isNotRepeated() {
        try (GlueFixture aws = glue(Reply.failure(400, "No <b>such</b> code, " + CANARY, CANARY))) {
            assertThat(failure(() -> read(aws.glue())).detail())
                    .matches(".* with an unknown error code: UnknownError\\.\\d+\\.[0-9a-f]{8}\\.");
            assertThat(failure(() -> start(aws.glue()))).isInstanceOf(OutcomeUnknown.class);
        }
    }

    @Test
    void translate_rejectionWithoutACode_leavesTheStartUnknown() {
        try (GlueFixture aws = glue(new Reply.Answer(408, Map.of(), "<html>Request Timeout</html>"))) {
            assertThat(failure(() -> start(aws.glue()))).isInstanceOf(OutcomeUnknown.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | AccessDenied            | AccessDenied      | STS denied sts:AssumeRole for connection team-a. Check the role's trust policy",
                "403 | RegionDisabledException | AccessDenied      | STS is not activated in this Region",
                "400 | ValidationError         | ConnectionInvalid | Connection team-a: STS rejected its role or session duration.",
                "403 | SignatureDoesNotMatch   | AccessDenied      | STS rejected the key pair of connection team-a.",
                "403 | InvalidClientTokenId    | AccessDenied      | STS rejected the key pair of connection team-a.",
                "400 | ExpiredToken            | AccessDenied      | STS rejected the key pair of connection team-a.",
                "500 | InternalFailure         | Unavailable       | STS did not return a session for connection team-a. Nothing was done",
                "400 | Throttling              | Unavailable       | STS did not return a session for connection team-a. Nothing was done",
                "400 | SomethingNew            | Unavailable       | STS did not return a session for connection team-a. Nothing was done"
            })
    void translate_stsFailure_isReportedAndNothingIsSentToGlue(int status, String code, String type, String detail) {
        try (GlueFixture aws = new GlueFixture(endpoints, _ -> GlueFixture.OK).withRole("external-canary")) {
            aws.sts.failWith(FakeSts.failure(status, code, CANARY));
            ConnectorException failure = failure(() -> start(aws.glue()));
            assertThat(failure.code()).isEqualTo(type);
            assertThat(failure.detail()).startsWith(detail);
            assertThat(failure.diagnosis()).isEqualTo("STS: " + UpstreamCode.shown(code));
            assertThat(aws.requests()).isEmpty();
        }
    }

    @Test
    void translate_unreachableSts_isUnavailable() {
        for (Reply reply : List.of(new Reply.Close(), new Reply.Reset(), new Reply.Answer(200, Map.of(), "<html>"))) {
            try (GlueFixture aws = new GlueFixture(endpoints, _ -> GlueFixture.OK).withRole("ext-1")) {
                aws.sts.failWith(reply);
                for (ConnectorException failure : List.of(
                        failure(() -> start(aws.glue())),
                        failure(() -> aws.glue().identity()))) {
                    assertThat(failure).as(reply.toString()).isInstanceOf(Unavailable.class);
                }
                assertThat(aws.requests()).isEmpty();
            }
        }
    }

    @Test
    void translate_silentSts_isUnavailableInTime() {
        try (GlueFixture aws = new GlueFixture(endpoints, _ -> GlueFixture.OK).withRole("ext-1")) {
            aws.sts.failWith(new Reply.Silence());
            ConnectorException failure = failure(() -> start(aws.glue()));
            assertThat(failure).isInstanceOf(Unavailable.class);
            assertThat(failure.diagnosis()).isEqualTo("STS: ApiCallTimeoutException");
        }
    }

    @Test
    void translate_wrongExternalId_saysWhatToCheckWithoutNamingIt() {
        try (GlueFixture aws = new GlueFixture(endpoints, _ -> GlueFixture.OK).withRole("external-canary")) {
            aws.sts.trust(Connections.ROLE, "another");
            AccessDenied failure = (AccessDenied) failure(() -> start(aws.glue()));
            assertThat(failure.detail()).contains("External ID").doesNotContain("canary");
        }
    }

    @Test
    void translate_ownFailure_isPassedOn() {
        IllegalStateException fault = new IllegalStateException("x");
        GlueFailures failures = new GlueFailures(
                "GetJobRun",
                "job load",
                new ConnectionName("team-a"),
                RetryMode.FREELY,
                new GlueRefusal(new Redaction(Set.of()), List.of(), List.of()));

        assertThat(catchThrowableOfType(IllegalStateException.class, () -> failures.translate(fault)))
                .isSameAs(fault);
    }

    @Test
    void translate_failedRead_mayBeRetried() {
        try (GlueFixture aws = glue(new Reply.Close())) {
            GlueFailure failure = (GlueFailure) failure(() -> read(aws.glue()));
            assertThat(failure.retry().allowed()).isTrue();
            assertThat(failure.diagnosis()).contains("java.net.SocketException");
        }
    }

    private GlueFixture glue(Reply reply) {
        return new GlueFixture(endpoints, _ -> reply).withKey("AKIACONNECTIONKEY001");
    }

    private static ConnectorException failure(Runnable call) {
        ConnectorException failure = catchThrowableOfType(ConnectorException.class, call::run);
        assertThat(failure).isNotNull().hasNoCause();
        // The reason is logged only for rejected input; another test checks that.
        String facts = failure.diagnosis().replaceFirst(", reason: .*", "");
        assertThat(failure.getMessage() + facts).doesNotContain("canary");
        return failure;
    }
}
