package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.request.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.StopTriggerRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/**
 * Deactivates a trigger, so it no longer reacts. Runs that it started continue. Stopping is safe to repeat: a trigger that is not
 * active does not change.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StopTrigger.html">StopTrigger</a>
 */
public final class StopTrigger extends ActionHandler<String> {
    private static final Set<String> AT_REST = Set.of("CREATED", "DEACTIVATED");
    private static final Set<String> INACTIVE = Set.of("CREATED", "DEACTIVATED", "DEACTIVATING");

    @Override
    protected String read(Fields fields) {
        return fields.name("name");
    }

    @Override
    protected Map<String, Object> answer(String name, Call call) {
        Trigger trigger = Triggers.get(name, call);
        if (Triggers.isOnDemand(trigger)) {
            throw new InvalidRequest(
                    "name: trigger %s is of type ON_DEMAND: it fires once when it is started, so there is nothing to stop. Stop the runs that it started."
                            .formatted(name));
        }
        Glue.Requested<StopTriggerRequest> request = limit -> StopTriggerRequest.builder()
                .name(name)
                .overrideConfiguration(limit)
                .build();
        Trigger inactive = Triggers.change(trigger, INACTIVE, call, GlueClient::stopTrigger, request);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", name);
        answer.put("type", trigger.typeAsString());
        answer.put("outcome", AT_REST.contains(Triggers.state(trigger)) ? "notActive" : "deactivated");
        answer.put("state", inactive.stateAsString());
        if (Triggers.isOfEvents(trigger)) {
            answer.put(
                    "warnings",
                    List.of(
                            "A trigger of type EVENT is never active, and EventBridge events still start it. Disable the EventBridge rule."));
        }
        return answer;
    }
}
