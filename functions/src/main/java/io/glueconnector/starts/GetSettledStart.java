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
 * Tells what became of the start of a run or a crawl as GetStart does, after a look at Glue where that is in doubt: the start is
 * then {@code started}, {@code notStarted} once Glue would surely show it, or {@code unknown} for a {@code reason}. It starts
 * nothing. A look costs one to ten calls to Glue, in the call's Region, which must be that of the start.
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
                        "idempotencyKey: expected the key of a run or a crawl, but got the key of a %s. Ask GetStart."
                                .formatted(action));
        };
    }
}
