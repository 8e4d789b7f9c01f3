package io.glueconnector.aws;

import static io.glueconnector.aws.Connections.KEY;
import static io.glueconnector.aws.Connections.ROLE;
import static io.glueconnector.aws.Connections.connection;
import static io.glueconnector.aws.Connections.key;
import static io.glueconnector.aws.Connections.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.connection.Connection;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.connection.Credentials.AccessKey;
import io.glueconnector.connection.Credentials.AssumeRole;
import io.glueconnector.connection.Secret;
import io.glueconnector.error.ConnectionInvalid;
import io.glueconnector.error.Unavailable;
import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.FakeSts;
import io.glueconnector.testing.FakeSts.Session;
import io.glueconnector.testing.Seeded;
import io.glueconnector.testing.StubServer.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.model.StsException;

class SessionsTest {
    private static final Region IRELAND = Region.EU_WEST_1;

    @RegisterExtension
    private final Endpoints endpoints = new Endpoints();

    private final FakeSts sts = new FakeSts();
    private Sessions sessions;

    @BeforeEach
    void build() {
        endpoints.sts(sts.url());
        sessions = new Sessions(AwsOverHttp.clients(), false, 100);
    }

    @AfterEach
    void close() {
        sts.close();
    }

    @Test
    void credentials_accessKey_isThatKey() {
        Connection temporary =
                connection(new AccessKey("ASIAEXAMPLE", new Secret("secret"), Optional.of(new Secret("token"))));

        assertThat(accessKeyId(connection(KEY), IRELAND)).isEqualTo("AKIACONNECTIONKEY001");
        assertThat(sessions.credentials(temporary, IRELAND, "s").resolveCredentials())
                .isEqualTo(AwsSessionCredentials.create("ASIAEXAMPLE", "secret", "token"));
        assertThat(sts.requests()).isEmpty();
    }

    @Test
    void credentials_role_isAssumedOnceByItsBaseWithItsExternalId() {
        sts.trust(ROLE, "ext-1");
        Connection connection = connection(role(ROLE, "ext-1"));

        String first = accessKeyId(connection, IRELAND);
        String second = accessKeyId(connection, IRELAND);

        assertThat(first).isEqualTo(second);
        assertThat(sts.sessions())
                .containsExactly(new Session(
                        "AKIACONNECTIONKEY001", ROLE, Optional.of("ext-1"), "glue-connector-Test-1", 3600, first));
    }

    @Test
    void credentials_roleWithoutExternalId_sendsNone() {
        sts.trust(ROLE);
        AssumeRole role = new AssumeRole(ROLE, Optional.of(KEY), Optional.empty(), Duration.ofMinutes(15));

        accessKeyId(connection(role), IRELAND);

        assertThat(sts.sessions())
                .singleElement()
                .returns(Optional.empty(), Session::externalId)
                .returns(900, Session::seconds);
    }

    @Test
    void credentials_manyColdCallsAtOnce_makeOneAssumeRole() throws Exception {
        sts.trust(ROLE, "ext-1");
        Connection connection = connection(role(ROLE, "ext-1"));
        CountDownLatch gate = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            List<Future<String>> ids = IntStream.range(0, 64)
                    .mapToObj(_ -> threads.submit(() -> {
                        gate.await();
                        return accessKeyId(connection, IRELAND);
                    }))
                    .toList();
            gate.countDown();
            for (Future<String> id : ids) {
                assertThat(id.get()).isEqualTo("ASIASESSION000000001");
            }
        }
        assertThat(sts.sessions()).hasSize(1);
    }

    @Test
    void credentials_sessionInItsLastMinute_isRefreshedBeforeItEnds() {
        sts.trust(ROLE, "ext-1");
        sts.endSessionsAfter(Duration.ofSeconds(50));
        Connection connection = connection(role(ROLE, "ext-1"));

        accessKeyId(connection, IRELAND);
        accessKeyId(connection, IRELAND);

        assertThat(sts.sessions()).hasSize(2);
    }

    @Test
    void credentials_sessionWithTimeLeft_isKept() {
        sts.trust(ROLE, "ext-1");
        sts.endSessionsAfter(Duration.ofMinutes(7));
        Connection connection = connection(role(ROLE, "ext-1"));

        accessKeyId(connection, IRELAND);
        accessKeyId(connection, IRELAND);

        assertThat(sts.sessions()).hasSize(1);
    }

    @Test
    void forget_connection_evictsOnlyItsSessions() {
        sts.trust(ROLE, "ext-1");
        Connection connection = connection(role(ROLE, "ext-1"));
        Connection other = new Connection(
                new ConnectionName("other"), "version-1", role(ROLE, "ext-1"), Optional.empty(), Set.of());
        String kept = accessKeyId(other, IRELAND);
        String forgotten = accessKeyId(connection, IRELAND);

        sessions.forget(connection.name());

        assertThat(accessKeyId(connection, IRELAND)).isNotEqualTo(forgotten);
        assertThat(accessKeyId(other, IRELAND)).isEqualTo(kept);
    }

    @Test
    void credentials_heldPastEviction_assumeTheRoleAgain() {
        sts.trust(ROLE, "ext-1");
        sessions = new Sessions(AwsOverHttp.clients(), false, 1);
        Connection connection = connection(role(ROLE, "ext-1"));
        AwsCredentialsProvider held = sessions.credentials(connection, IRELAND, "s");
        held.resolveCredentials();
        accessKeyId(connection, Region.EU_WEST_2);

        assertThat(held.resolveCredentials().accessKeyId()).isEqualTo("ASIASESSION000000003");
    }

    @Test
    void credentials_anyDifference_neverShareASession() {
        Seeded.cases(12, random -> {
            Sessions fresh = new Sessions(AwsOverHttp.clients(), false, 100);
            Map<List<Object>, String> used = new HashMap<>();
            for (int i = 0; i < 30; i++) {
                Connection connection = anyRole(random);
                Region region = Seeded.oneOf(random, List.of(IRELAND, Region.EU_WEST_2));
                String id = fresh.credentials(connection, region, "s")
                        .resolveCredentials()
                        .accessKeyId();
                assertThat(used.computeIfAbsent(List.of(connection, region), _ -> id))
                        .isEqualTo(id);
                assertThat(session(id))
                        .returns(((AssumeRole) connection.credentials()).roleArn(), Session::roleArn)
                        .returns(externalId(connection), Session::externalId)
                        .returns(base(connection), Session::base);
            }
            assertThat(used.values()).doesNotHaveDuplicates();
        });
    }

    private Connection anyRole(RandomGenerator random) {
        String externalId = Seeded.oneOf(random, List.of("ext-1", "ext-2", "ext-1x"));
        String arn = ROLE + Seeded.oneOf(random, List.of("1", "2")) + externalId;
        sts.trust(arn, externalId);
        AccessKey base = key(Seeded.oneOf(random, List.of("AKIABASE000000000001", "AKIABASE000000000002")));
        return new Connection(
                new ConnectionName(Seeded.oneOf(random, List.of("team-a", "team-b"))),
                Seeded.oneOf(random, List.of("version-1", "version-2")),
                new AssumeRole(arn, Optional.of(base), Optional.of(new Secret(externalId)), Duration.ofHours(1)),
                Optional.empty(),
                Set.of());
    }

    @Test
    void credentials_ownRoleNotAllowed_areRejectedWithoutCallingSts() {
        AssumeRole onOwnRole =
                new AssumeRole(ROLE, Optional.empty(), Optional.of(new Secret("ext-1")), Duration.ofHours(1));

        for (Connection connection : List.of(Connections.ownRole(), connection(onOwnRole))) {
            assertThat(catchThrowableOfType(
                                    ConnectionInvalid.class, () -> sessions.credentials(connection, IRELAND, "s"))
                            .detail())
                    .startsWith("Connection team-a: it uses the function's own role, which this stack does not allow.");
        }
        assertThat(sts.requests()).isEmpty();
    }

    @Test
    void credentials_ownRoleAllowed_isTheFunctionsOwnKey() {
        sts.trust(ROLE, "ext-1");
        sessions = new Sessions(AwsOverHttp.clients(), true, 100);
        AssumeRole onOwnRole =
                new AssumeRole(ROLE, Optional.empty(), Optional.of(new Secret("ext-1")), Duration.ofHours(1));

        assertThat(accessKeyId(Connections.ownRole(), IRELAND)).isEqualTo("AKIAFUNCTIONOWNKEY00");
        accessKeyId(connection(onOwnRole), IRELAND);
        assertThat(sts.sessions()).singleElement().returns("AKIAFUNCTIONOWNKEY00", Session::base);
    }

    @Test
    void credentials_deniedRole_isAssumedAgainNextTime() {
        Connection connection = connection(role(ROLE, "ext-1"));
        sts.trust(ROLE, "another");
        assertThatExceptionOfType(StsException.class).isThrownBy(() -> accessKeyId(connection, IRELAND));
        sts.trust(ROLE, "ext-1");

        assertThat(accessKeyId(connection, IRELAND)).isEqualTo("ASIASESSION000000001");
    }

    @Test
    void credentials_unreachableSts_areUnavailable() {
        sts.close();

        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> accessKeyId(connection(role(ROLE, "ext-1")), IRELAND))
                .satisfies(e -> assertThat(e.detail())
                        .isEqualTo("STS did not respond for connection team-a. Nothing was done; try again."));
    }

    @Test
    void isOpenWithoutExternalId_role_followsItsTrustPolicy() {
        sts.trust(ROLE, "ext-1");
        Connection connection = connection(role(ROLE, "ext-1"));

        assertThat(sessions.isOpenWithoutExternalId(connection, IRELAND, "s")).isFalse();
        sts.trust(ROLE);
        assertThat(sessions.isOpenWithoutExternalId(connection, IRELAND, "s")).isTrue();
        assertThat(sessions.isOpenWithoutExternalId(connection(KEY), IRELAND, "s"))
                .isFalse();
    }

    @Test
    void isOpenWithoutExternalId_anotherFailure_isThrown() {
        sts.failWith(FakeSts.failure(400, "ExpiredToken", "x"));

        assertThatExceptionOfType(StsException.class)
                .isThrownBy(() -> sessions.isOpenWithoutExternalId(connection(role(ROLE, "ext-1")), IRELAND, "s"));
        sts.failWith(new Reply.Close());
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> sessions.isOpenWithoutExternalId(connection(role(ROLE, "ext-1")), IRELAND, "s"));
    }

    private Session session(String accessKeyId) {
        return sts.sessions().stream()
                .filter(session -> session.accessKeyId().equals(accessKeyId))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> externalId(Connection connection) {
        return ((AssumeRole) connection.credentials()).externalId().map(Secret::reveal);
    }

    private static String base(Connection connection) {
        return ((AssumeRole) connection.credentials()).base().orElseThrow().accessKeyId();
    }

    private String accessKeyId(Connection connection, Region region) {
        return sessions.credentials(connection, region, "glue-connector-Test-1")
                .resolveCredentials()
                .accessKeyId();
    }
}
