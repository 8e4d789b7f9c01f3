package io.glueconnector.aws;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.connection.ConnectionStore;
import io.glueconnector.json.Json;
import io.glueconnector.redaction.Redaction;
import io.glueconnector.testing.AwsOverHttp;
import io.glueconnector.testing.DrivenClock;
import io.glueconnector.testing.Endpoints;
import io.glueconnector.testing.FakeSecretsManager;
import io.glueconnector.testing.FakeSts;
import io.glueconnector.testing.StubServer;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunRequest;
import software.amazon.awssdk.services.glue.model.GetJobRunResponse;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;
import software.amazon.awssdk.services.glue.model.StartJobRunResponse;

/** The real path to Glue over loopback servers: Secrets Manager, STS, and a Glue with behavior that a test defines. */
final class GlueFixture implements AutoCloseable {
    static final Reply OK = Reply.json(200, "{\"JobRunId\": \"jr_1\", \"JobRun\": {\"Id\": \"jr_1\"}}");

    final FakeSecretsManager secretsManager = new FakeSecretsManager();
    final FakeSts sts = new FakeSts();
    private final StubServer glue;
    private final DrivenClock clock = new DrivenClock(Instant.parse("2026-03-01T00:00:00Z"));
    private final ConnectionStore connections;
    private final GlueClients clients;

    GlueFixture(Endpoints endpoints, Function<Request, Reply> behaviorOfGlue) {
        this(endpoints, behaviorOfGlue, false);
    }

    GlueFixture(Endpoints endpoints, Function<Request, Reply> behaviorOfGlue, boolean ownRoleAllowed) {
        this.glue = new StubServer(behaviorOfGlue);
        endpoints.secretsManager(secretsManager.url());
        endpoints.sts(sts.url());
        endpoints.glue(glue.url());
        AwsClients aws = AwsOverHttp.clients();
        this.connections = new ConnectionStore(aws.secretsManager(Region.EU_WEST_1), "glue-connector/", clock);
        this.clients = new GlueClients(aws, ownRoleAllowed);
    }

    /** Stores an access key as the connection team-a. */
    GlueFixture withKey(String accessKeyId) {
        return with(
                Map.of("type", "accessKey", "accessKeyId", accessKeyId, "secretAccessKey", "canary-secret-access-key"));
    }

    /** Stores the connection team-a with a role that the key AKIACONNECTIONKEY001 may assume. */
    GlueFixture withRole(String externalId) {
        sts.trust(Connections.ROLE, externalId);
        return with(Map.of(
                "type", "assumeRole",
                "roleArn", Connections.ROLE,
                "externalId", externalId,
                "accessKeyId", "AKIACONNECTIONKEY001",
                "secretAccessKey", "canary-secret-access-key"));
    }

    GlueFixture with(Map<String, Object> members) {
        secretsManager.put("glue-connector/team-a", Json.write(new LinkedHashMap<>(members)));
        return this;
    }

    /** Advances the clock until secrets are read again. */
    void expireSecrets() {
        clock.advance(Duration.ofMinutes(6));
    }

    /** Returns Glue over the connection team-a for a function with the usual time left. */
    Glue glue() {
        return glue("eu-west-1", Duration.ofSeconds(26));
    }

    Glue glue(String region, Duration timeLeft) {
        Instant end = Instant.now().plus(timeLeft);
        return glue(region, new Deadline(() -> Duration.between(Instant.now(), end)));
    }

    Glue glue(String region, Deadline deadline) {
        return new Glue(
                connections,
                Regions.of("eu-west-1", Set.of()),
                clients,
                new Redaction(Set.of()),
                new Glue.CallContext(
                        new ConnectionName("team-a"), Optional.of(region), "glue-connector-Test-1", deadline));
    }

    /** Returns the requests that arrived at Glue. */
    List<Request> requests() {
        return glue.requests();
    }

    static StartJobRunResponse start(Glue glue) {
        return glue.start(
                GlueClient::startJobRun,
                limit -> StartJobRunRequest.builder()
                        .jobName("load")
                        .overrideConfiguration(limit)
                        .build(),
                "job load");
    }

    static GetJobRunResponse read(Glue glue) {
        return glue.call(
                GlueClient::getJobRun,
                limit -> GetJobRunRequest.builder()
                        .jobName("load")
                        .runId("jr_1")
                        .overrideConfiguration(limit)
                        .build(),
                "run jr_1 of job load");
    }

    @Override
    public void close() {
        secretsManager.close();
        sts.close();
        glue.close();
    }
}
