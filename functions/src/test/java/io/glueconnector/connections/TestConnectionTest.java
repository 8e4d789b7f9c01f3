package io.glueconnector.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.EveryWay;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.testing.FakeSts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks what TestConnection reports. */
class TestConnectionTest {
    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    private Answer check(Door door, Connections connection) {
        return functions.call(Action.TEST_CONNECTION, door, Map.of("connection", connection.connection()));
    }

    @EveryWay
    void testConnection_everyWay_returnsItsIdentityAndAllowedReads(Door door, Connections connection) {
        JsonNode answer = check(door, connection).body();

        String account = connection.isRole() ? connection.account() : "111122223333";
        assertThat(answer.path("account").asText()).isEqualTo(account);
        assertThat(answer.path("arn").asText()).contains(account);
        assertThat(answer.path("region").asText()).isEqualTo(Functions.REGION);
        assertThat(answer.path("version").asText()).isEqualTo(Functions.VERSION);
        assertThat(answer.path("allowed")).isEqualTo(Json.parse("""
                {"ListJobs": true, "ListCrawlers": true, "ListTriggers": true}"""));
        requests.wereOnly("ListJobs", "ListCrawlers", "ListTriggers");
        assertThat(functions.glue().requests())
                .allSatisfy(request ->
                        assertThat(request.body().path("MaxResults").asInt()).isEqualTo(1));
    }

    @ParameterizedTest
    @EnumSource
    void testConnection_assumedRole_isNamedAfterTheActionAndTheInvocation(Door door) {
        String arn = check(door, Connections.CUSTOMER).body().path("arn").asText();

        assertThat(arn)
                .isEqualTo("arn:aws:sts::444455556666:assumed-role/reports/"
                        + "glue-connector-TestConnection-00000000-0000-4000-8000-000000000001".substring(0, 64));
    }

    @ParameterizedTest
    @EnumSource
    void testConnection_roleThatRequiresItsExternalId_hasNoWarnings(Door door) {
        assertThat(check(door, Connections.CUSTOMER).body().path("warnings")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void testConnection_roleThatCanBeAssumedWithoutExternalId_warns(Door door) {
        functions.sts().trust(Connections.CUSTOMER.roleArn());

        JsonNode warnings = check(door, Connections.CUSTOMER).body().path("warnings");

        assertThat(warnings).hasSize(1);
        assertThat(warnings.path(0).asText()).contains("without an External ID").contains("sts:ExternalId");
    }

    @Test
    void testConnection_deniedRead_isNotAllowed() {
        functions.glue().faults().always("ListCrawlers", Fault.accessDenied("ListCrawlers"));

        JsonNode allowed = check(Door.HTTP, Connections.KEYS).body().path("allowed");

        assertThat(allowed).isEqualTo(Json.parse("""
                {"ListJobs": true, "ListCrawlers": false, "ListTriggers": true}"""));
    }

    @ParameterizedTest
    @EnumSource
    void testConnection_wrongExternalId_isDeniedWithoutNamingIt(Door door) {
        functions.sts().trust(Connections.CUSTOMER.roleArn(), "another");

        Answer answer = check(door, Connections.CUSTOMER);

        assertThat(answer.code()).isEqualTo("AccessDenied");
        assertThat(answer.detail()).contains("trust policy").contains("External ID");
        requests.wereNone();
    }

    @ParameterizedTest
    @EnumSource
    void testConnection_invalidKey_isDenied(Door door) {
        for (String code : List.of("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken")) {
            functions.sts().failWith(FakeSts.failure(403, code, "no"));

            assertThat(check(door, Connections.KEYS).code()).as(code).isEqualTo("AccessDenied");
        }
        requests.wereNone();
    }
}
