package io.glueconnector.fakeglue.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Scope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event as Glue sends it to EventBridge.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-glue.html">Glue events</a>
 */
public record GlueEvent(String id, Scope scope, Instant time, String detailType, ObjectNode detail) {

    /** Returns the event in EventBridge's envelope. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("version", "0").put("id", id);
        json.put("source", "aws.glue").put("detail-type", detailType);
        json.put("account", scope.account()).put("region", scope.region());
        json.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        json.putArray("resources");
        json.set("detail", detail);
        return json;
    }
}
