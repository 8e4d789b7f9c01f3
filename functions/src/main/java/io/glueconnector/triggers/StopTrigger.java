package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.request.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.StopTriggerRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/**
 * Deactivates a trigger, so that it no longer reacts. Runs that it started go on.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StopTrigger.html">StopTrigger</a>
 */
public final class StopTrigger extends ActionHandler<String> {
    public StopTrigger() {
        this(Connector.fromEnvironment());
    }

    StopTrigger(Connector connector) {
        super(connector);
    }

    @Override
    protected String read(Fields fields) {
        return fields.name("name");
    }

    @Override
    protected Map<String, Object> answer(String name, Call call) {
        Trigger trigger = Triggers.get(name, call);
        if (Triggers.isOnDemand(trigger)) {
            throw new InvalidRequest(
                    "name: trigger %s is of type ON_DEMAND: it fires when it is started and has nothing to stop. Stop the runs that it started."
                            .formatted(name));
        }
        Glue.Requested<StopTriggerRequest> request = limit -> StopTriggerRequest.builder()
                .name(name)
                .overrideConfiguration(limit)
                .build();
        call.glue().call(GlueClient::stopTrigger, request, Triggers.subject(name));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", name);
        answer.put("type", trigger.typeAsString());
        answer.put("state", Triggers.get(name, call).stateAsString());
        return answer;
    }
}
