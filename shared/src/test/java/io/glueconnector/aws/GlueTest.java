package io.glueconnector.aws;

import static io.glueconnector.aws.GlueFixture.OK;
import static io.glueconnector.aws.GlueFixture.read;
import static io.glueconnector.aws.GlueFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.glueconnector.error.AccessDenied;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.DeadlineExceeded;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.testing.Canaries;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.FakeSts;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials, sessions, Regions and time limits of one call to Glue, over real sockets. */
class GlueTest {
    private static final Reply EXPIRED = Reply.failure(400, "ExpiredTokenException", "canary of the service");

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    @Test
    void call_accessKeyConnection_isSignedByIt() {
        try (GlueFixture aws = glue(_ -> OK).withKey("AKIACONNECTIONKEY002")) {
            assertThat(read(aws.glue()).jobRun().id()).isEqualTo("jr_1");
            assertThat(start(aws.glue()).jobRunId()).isEqualTo("jr_1");
            assertThat(aws.requests())
                    .extracting(Request::operation, Request::accessKeyId)
                    .containsExactly(
                            tuple("GetJobRun", "AKIACONNECTIONKEY002"), tuple("StartJobRun", "AKIACONNECTIONKEY002"));
        }
    }

    @Test
    void call_namedConnection_isNeverSignedByAmbientCredentials() {
        endpoints.property("aws.accessKeyId", "AKIABAITPROPERTY0000");
        endpoints.property("aws.secretAccessKey", "bait");
        try (GlueFixture aws = glue(_ -> OK).withRole("ext-1")) {
            read(aws.glue());
            start(aws.glue());
            aws.glue().identity();
            List<Request> sent = new ArrayList<>(aws.requests());
            sent.addAll(aws.sts.requests());
            assertThat(sent)
                    .hasSizeGreaterThanOrEqualTo(5)
                    .extracting(Request::accessKeyId)
                    .containsOnly("ASIASESSION000000001", "AKIACONNECTIONKEY001");
            assertThat(aws.requests()).extracting(Request::accessKeyId).containsOnly("ASIASESSION000000001");
        }
    }

    @Test
    void call_readsAndStarts_shareOneSession() {
        try (GlueFixture aws = glue(_ -> OK).withRole("ext-1")) {
            read(aws.glue());
            start(aws.glue());
            read(aws.glue());
            assertThat(aws.sts.sessions()).hasSize(1);
            assertThat(aws.secretsManager.requests()).hasSize(1);
        }
    }

    @Test
    void call_rejectedSession_isRepeatedOnceWithAFreshOne() {
        try (GlueFixture aws = glue(request -> request.accessKeyId().endsWith("1") ? EXPIRED : OK)
                .withRole("ext-1")) {
            assertThat(start(aws.glue()).jobRunId()).isEqualTo("jr_1");
            assertThat(aws.requests())
                    .extracting(Request::accessKeyId)
                    .containsExactly("ASIASESSION000000001", "ASIASESSION000000002");
            assertThat(aws.secretsManager.requests()).hasSize(2);
        }
    }

    @Test
    void call_rotatedSecret_isReadAgain() {
        Function<Request, Reply> onlyTheNewKey = request -> request.accessKeyId()
                        .equals("AKIACONNECTIONKEYNEW")
                ? OK
                : Reply.failure(
                        400, "UnrecognizedClientException", "The security token included in the request is invalid.");
        try (GlueFixture aws = glue(onlyTheNewKey).withKey("AKIACONNECTIONKEYOLD")) {
            aws.glue().region();
            aws.withKey("AKIACONNECTIONKEYNEW");
            assertThat(read(aws.glue()).jobRun().id()).isEqualTo("jr_1");
            assertThat(aws.requests()).hasSize(2);
        }
    }

    @Test
    void call_rotatedSecretThatNoLongerAllowsTheRegion_isRejected() {
        try (GlueFixture aws = glue(_ -> EXPIRED).withKey("AKIACONNECTIONKEY001")) {
            Glue glue = aws.glue();
            glue.region();
            aws.with(Map.of(
                    "type", "accessKey",
                    "accessKeyId", "AKIACONNECTIONKEY002",
                    "secretAccessKey", "canary-secret-access-key",
                    "allowedRegions", List.of("us-east-1")));
            ConnectorException failure = failure(InvalidRequest.class, () -> start(glue));
            assertThat(failure.detail()).contains("eu-west-1");
            assertThat(aws.requests()).hasSize(1);
        }
    }

    @Test
    void call_secretChangedDuringTheCall_isSignedAsBefore() {
        try (GlueFixture aws = glue(_ -> OK).withKey("AKIACONNECTIONKEY001")) {
            Glue glue = aws.glue();
            read(glue);
            aws.withKey("AKIACONNECTIONKEY002").expireSecrets();
            read(glue);
            assertThat(aws.requests()).extracting(Request::accessKeyId).containsOnly("AKIACONNECTIONKEY001");
            assertThat(aws.secretsManager.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ExpiredTokenException",
                "ExpiredToken",
                "UnrecognizedClientException",
                "UnrecognizedClient",
                "InvalidClientTokenId"
            })
    void call_sessionRejectedTwice_isDenied(String code) {
        try (GlueFixture aws = glue(_ -> Reply.failure(400, code, "canary")).withRole("ext-1")) {
            ConnectorException failure = failure(AccessDenied.class, () -> start(aws.glue()));
            assertThat(failure.detail()).startsWith("AWS rejected the key pair or session of connection team-a.");
            assertThat(aws.requests()).hasSize(2);
            assertThat(aws.sts.sessions()).hasSize(2);
        }
    }

    @Test
    void call_regionThatRejectsAWorkingKey_isNamed() {
        Reply refused = Reply.failure(400, "UnrecognizedClientException", "canary");
        try (GlueFixture aws = glue(_ -> refused).withKey("AKIACONNECTIONKEY001")) {
            ConnectorException failure =
                    failure(AccessDenied.class, () -> read(aws.glue("ap-east-1", Duration.ofSeconds(26))));
            assertThat(failure.detail())
                    .isEqualTo(
                            "Region ap-east-1 rejects the key of connection team-a, but another Region accepts it. Enable the Region in the key's account, or use another.");
            assertThat(aws.sts.requests())
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.header("Authorization")).contains("/eu-west-1/sts/"));
        }
    }

    @Test
    void call_keyThatNoRegionAccepts_isInvalid() {
        Reply refused = Reply.failure(400, "UnrecognizedClientException", "canary");
        try (GlueFixture aws = glue(_ -> refused).withKey("AKIACONNECTIONKEY001")) {
            aws.sts.failWith(FakeSts.failure(403, "InvalidClientTokenId", "canary"));
            ConnectorException failure =
                    failure(AccessDenied.class, () -> read(aws.glue("ap-east-1", Duration.ofSeconds(26))));
            assertThat(failure.detail()).startsWith("AWS rejected the key pair or session");
        }
    }

    @Test
    void call_silentGlue_endsAtTheDeadline() {
        try (GlueFixture aws = glue(_ -> new Reply.Silence()).withKey("AKIACONNECTIONKEY001")) {
            Instant begin = Instant.now();
            failure(DeadlineExceeded.class, () -> read(aws.glue("eu-west-1", Duration.ofMillis(2500))));
            failure(OutcomeUnknown.class, () -> start(aws.glue("eu-west-1", Duration.ofMillis(2500))));
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(aws.requests()).hasSize(2);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void start_responseLostAtTheDeadline_isUnknownAndNotLate() {
        AtomicReference<Duration> left = new AtomicReference<>(Duration.ofSeconds(26));
        Function<Request, Reply> endsTheTime = request -> {
            left.set(Duration.ZERO);
            return new Reply.Close();
        };
        try (GlueFixture aws = glue(endsTheTime).withKey("AKIACONNECTIONKEY001")) {
            failure(OutcomeUnknown.class, () -> start(aws.glue("eu-west-1", new Deadline(left::get))));
            assertThat(aws.requests()).hasSize(1);
        }
    }

    @Test
    void call_withNoTimeLeft_sendsNothing() {
        try (GlueFixture aws = glue(_ -> OK).withKey("AKIACONNECTIONKEY001")) {
            failure(DeadlineExceeded.class, () -> start(aws.glue("eu-west-1", Duration.ofMillis(900))));
            assertThat(aws.requests()).isEmpty();
        }
    }

    @Test
    void call_unreachableGlue_didNothing() {
        try (GlueFixture aws = glue(_ -> OK).withKey("AKIACONNECTIONKEY001")) {
            endpoints.glue("http://127.0.0.1:9");
            GlueFailure failure = failure(GlueFailure.class, () -> start(aws.glue()));
            assertThat(failure.detail()).startsWith("Glue cannot be reached. Nothing was done;");
            assertThat(failure.retry().allowed()).isTrue();
        }
    }

    @Test
    void call_foreignEndpoint_isRejectedBeforeAnythingIsSent() {
        try (GlueFixture aws = glue(_ -> OK).withRole("ext-1")) {
            endpoints.glue("http://localhost:9");
            assertThat(failure(ConnectorException.class, () -> start(aws.glue()))
                            .detail())
                    .startsWith("A request to glue in eu-west-1 was about to go to another host.");
            endpoints.sts("https://sts.evil.example");
            assertThat(failure(ConnectorException.class, () -> read(aws.glue("eu-west-2", Duration.ofSeconds(26))))
                            .detail())
                    .startsWith("A request to sts in eu-west-2 was about to go to another host.");
        }
    }

    @Test
    void identity_role_showsItsAccountAndWhetherItIsOpen() {
        try (GlueFixture aws = glue(_ -> OK).withRole("ext-1")) {
            assertThat(aws.glue().identity())
                    .isEqualTo(new Identity(
                            "444455556666",
                            "arn:aws:sts::444455556666:assumed-role/team/glue/glue-connector-Test-1",
                            false));
            aws.sts.trust(Connections.ROLE);
            assertThat(aws.glue().identity().roleOpenWithoutExternalId()).isTrue();
        }
    }

    @Test
    void anyFailure_neverShowsASecret() {
        Canaries canaries = new Canaries("canary-secret-access-key", "external-canary-4711", "canary of the service");
        try (GlueFixture aws = glue(_ -> EXPIRED).withRole("external-canary-4711")) {
            ConnectorException refused = failure(ConnectorException.class, () -> start(aws.glue()));
            aws.sts.trust(Connections.ROLE, "another");
            aws.with(Map.of(
                    "type",
                    "assumeRole",
                    "roleArn",
                    Connections.ROLE,
                    "externalId",
                    "external-canary-4711",
                    "accessKeyId",
                    "AKIACONNECTIONKEY001",
                    "secretAccessKey",
                    "canary-secret-access-key"));
            ConnectorException denied =
                    failure(AccessDenied.class, () -> start(aws.glue("eu-west-3", Duration.ofSeconds(26))));
            for (ConnectorException failure : List.of(refused, denied)) {
                assertThat(canaries.firstIn(failure.getMessage() + failure.diagnosis()))
                        .isEmpty();
            }
        }
    }

    private GlueFixture glue(Function<Request, Reply> behavior) {
        return new GlueFixture(endpoints, behavior);
    }

    private static <T extends ConnectorException> T failure(Class<T> type, Runnable call) {
        T failure = catchThrowableOfType(type, call::run);
        assertThat(failure).isNotNull().hasNoCause();
        return failure;
    }
}
