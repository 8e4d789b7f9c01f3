package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.request.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.StartTriggerRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/**
 * Starts a trigger. A trigger of type ON_DEMAND fires immediately, once per idempotency key. A trigger of type SCHEDULED or
 * CONDITIONAL is activated and reacts from then on; activating it again changes nothing. A trigger of type EVENT is rejected.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartTrigger.html">StartTrigger</a>
 */
public final class StartTrigger extends ActionHandler<StartTrigger.Input> {
    private static final Set<String> ACTIVE = Set.of("ACTIVATING", "ACTIVATED");

    record Input(StartRequest start, String trigger) {}

    @Override
    protected Input read(Fields fields) {
        String name = fields.name("name");
        return new Input(StartRequest.read(fields), name);
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        Trigger trigger = Triggers.get(input.trigger(), call);
        if (Triggers.isOfEvents(trigger)) {
            throw new InvalidRequest(
                    "name: trigger %s is of type EVENT, which cannot be started. An EventBridge event starts it as the first trigger of its workflow. Send such an event, or start a trigger of another type."
                            .formatted(trigger.name()));
        }
        if (Triggers.isOnDemand(trigger)) {
            TriggerFiring firing = new TriggerFiring(trigger, call.target(input.trigger()), call.glue());
            return call.startOnce(input.start(), firing);
        }
        return activate(input, trigger, call);
    }

    private static Map<String, Object> activate(Input input, Trigger trigger, Call call) {
        Glue.Requested<StartTriggerRequest> request = limit -> StartTriggerRequest.builder()
                .name(trigger.name())
                .overrideConfiguration(limit)
                .build();
        Trigger active = Triggers.change(trigger, ACTIVE, call, GlueClient::startTrigger, request);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", trigger.name());
        answer.put("type", trigger.typeAsString());
        answer.put("outcome", "activated");
        answer.put("state", active.stateAsString());
        answer.put("replayed", false);
        answer.put("protected", input.start().idempotencyKey().isPresent());
        return answer;
    }
}
