package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import io.glueconnector.json.MalformedJson;
import io.glueconnector.testing.FakeSts.Session;
import java.util.List;
import java.util.Map;

/** What reached Glue, and who had signed it. */
public final class GlueRequests {
    private final Functions functions;

    public GlueRequests(Functions functions) {
        this.functions = functions;
    }

    /** The requests to Glue, by operation, were these and no others, in this order. */
    public void wereOnly(String... operations) {
        assertThat(functions.glue().requests())
                .extracting(ReceivedRequest::operation)
                .containsExactly(operations);
    }

    /** No request reached Glue. */
    public void wereNone() {
        assertThat(functions.glue().requests()).isEmpty();
    }

    /** The body of the only request to the operation. */
    public ObjectNode body(String operation) {
        assertThat(functions.glue().requests(operation)).hasSize(1);
        return (ObjectNode) functions.glue().requests(operation).getFirst().body();
    }

    /** The only request to the operation had exactly this body. */
    public void sent(String operation, String json) {
        assertThat(body(operation)).isEqualTo(Json.parse(json));
    }

    /** Every request was signed by the connection, for the Region, and with a session token where there is one. */
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

    /** Members and values as a JSON object. */
    public static Map<String, Object> fields(String json) {
        try {
            return io.glueconnector.json.Json.parseObject(json);
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }
}
