package io.glueconnector.connections;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.request.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Returns how a workflow waits for what a connection starts: the account and Region that Glue's events come from, whether they
 * reach this stack, which attempt of a run counts, and how to treat a crawler that is already running. Calls STS for the
 * connection's account; does not call Glue.
 */
public final class GetWaitPlan extends ActionHandler<GetWaitPlan.Input> {

    record Input(String attempt, String ifRunning) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(
                fields.choiceOrFirst("attempt", List.of("last", "first")),
                fields.choiceOrFirst("ifRunning", List.of("fail", "adopt", "queueNext")));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        String account = call.glue().account();
        String region = call.glue().region().id();
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("account", account);
        plan.put("region", region);
        plan.put("eventsExpected", call.receivesEventsFrom(account, region));
        plan.put("attempt", input.attempt());
        plan.put("ifRunning", input.ifRunning());
        return plan;
    }
}
