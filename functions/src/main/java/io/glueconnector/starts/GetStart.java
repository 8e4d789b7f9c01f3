package io.glueconnector.starts;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.request.Fields;
import java.util.Map;

/**
 * Returns the state of the start under an idempotency key: inFlight, started, refused or unknown. Reads the table only; does not
 * call Glue.
 */
public final class GetStart extends ActionHandler<String> {

    @Override
    protected String read(Fields fields) {
        return StartRequest.requiredKey(fields);
    }

    @Override
    protected Map<String, Object> answer(String idempotencyKey, Call call) {
        return call.startReport(idempotencyKey);
    }
}
