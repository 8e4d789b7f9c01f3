package io.glueconnector.starts;

import io.glueconnector.error.NotFound;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.ledger.StartReport;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.request.Fields;
import java.util.Map;

/** Tells what became of the start under an idempotency key: inFlight, started, refused or unknown. It asks nobody else. */
public final class GetStart extends ActionHandler<String> {

    public GetStart() {
        this(Connector.fromEnvironment());
    }

    GetStart(Connector connector) {
        super(connector);
    }

    @Override
    protected String read(Fields fields) {
        return fields.requiredText("idempotencyKey", StartRequest.KEY);
    }

    @Override
    protected Map<String, Object> answer(String idempotencyKey, Call call) {
        return call.startReport(idempotencyKey)
                .map(StartReport::toJson)
                .orElseThrow(
                        () -> new NotFound(
                                "idempotencyKey: no start is recorded under it for this connection. Check the key and the connection."));
    }
}
