package io.glueconnector.starts;

import io.glueconnector.crawlers.CrawlTrace;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.jobs.JobRunTrace;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.ledger.Trace;
import io.glueconnector.request.Fields;
import java.util.Map;

/**
 * Returns the state of the start of a run or a crawl as GetStart does, but searches Glue if the outcome is in doubt. The state
 * is then {@code started}, {@code notStarted} if Glue would list it by now but does not, or {@code unknown} with a
 * {@code reason}. Starts nothing. A search makes one to ten calls to Glue in the call's Region, which must be the start's.
 */
public final class GetSettledStart extends ActionHandler<GetSettledStart.Input> {
    record Input(String idempotencyKey, boolean startToken) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(StartRequest.requiredKey(fields), fields.flag("startToken", true));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        return call.settledStart(input.idempotencyKey(), start -> trace(start, input, call));
    }

    private static Trace trace(Start start, Input input, Call call) {
        String name = start.target().name();
        return switch (start.target().action()) {
            case "StartJobRun" -> new JobRunTrace(name, input.startToken(), call.glue());
            case "StartCrawler" -> new CrawlTrace(name, call.glue());
            case String action ->
                throw new InvalidRequest(
                        "idempotencyKey: expected the key of a StartJobRun or StartCrawler, but got the key of a %s. Use GetStart."
                                .formatted(action));
        };
    }
}
