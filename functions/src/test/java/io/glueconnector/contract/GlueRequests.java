package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.testing.FakeSts.Session;
import java.util.List;
import java.util.Map;

/** Checks the requests that reached Glue, and the keys that signed them. */
public final class GlueRequests {
    private final Functions functions;

    public GlueRequests(Functions functions) {
        this.functions = functions;
    }

    /** Checks that Glue received exactly these operations, in this order. */
    public void wereOnly(String... operations) {
        assertThat(functions.glue().requests())
                .extracting(ReceivedRequest::operation)
                .containsExactly(operations);
    }

    /** Checks that no request reached Glue. */
    public void wereNone() {
        assertThat(functions.glue().requests()).isEmpty();
    }

    /** Returns the body of the only request to the operation. */
    public ObjectNode body(String operation) {
        assertThat(functions.glue().requests(operation)).hasSize(1);
        return (ObjectNode) functions.glue().requests(operation).getFirst().body();
    }

    /** Checks that the only request to the operation had exactly this body. */
    public void sent(String operation, String json) {
        assertThat(body(operation)).isEqualTo(Json.parse(json));
    }

    /** Checks that the connection signed every request, for the Region, with a session token if it has one. */
    public void wereSignedBy(Connections connection, String region) {
        String key = connection.isRole() ? session(connection).accessKeyId() : connection.accessKeyId();
        boolean token = connection.isRole() || connection == Connections.TEMPORARY;
        assertThat(functions.glue().requests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.accessKeyId()).isEqualTo(key);
            assertThat(request.sessionToken()).isEqualTo(token);
            assertThat(request.region()).isEqualTo(region);
        });
    }

    private Session session(Connections connection) {
        List<Session> sessions = functions.sts().sessions();
        assertThat(sessions).as("one session per connection").hasSize(1);
        Session session = sessions.getFirst();
        assertThat(session.base()).isEqualTo(connection.accessKeyId());
        assertThat(session.roleArn()).isEqualTo(connection.roleArn());
        assertThat(session.externalId().orElse(""))
                .isEqualTo(connection == Connections.CUSTOMER ? connection.externalId() : "");
        return session;
    }

    /** Parses a JSON object. */
    public static Map<String, Object> fields(String json) {
        try {
            return io.glueconnector.json.Json.parseObject(json);
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }
}
