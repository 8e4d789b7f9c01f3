package io.glueconnector.crawlers;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.ledger.StartTarget;
import io.glueconnector.request.Fields;
import java.util.List;
import java.util.Map;

/**
 * Starts a crawl once per idempotency key, or adopts the running one if the caller asks for it.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawler.html">StartCrawler</a>
 */
public final class StartCrawler extends ActionHandler<StartCrawler.Input> {
    private static final String FAIL = "fail";
    private static final String ADOPT = "adopt";

    record Input(StartRequest start, String crawler, boolean adopts) {}

    @Override
    protected Input read(Fields fields) {
        String name = fields.name("name");
        boolean adopts = fields.choiceOrFirst("ifRunning", List.of(FAIL, ADOPT)).equals(ADOPT);
        return new Input(StartRequest.read(fields), name, adopts);
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        StartTarget target = call.target(input.crawler());
        return call.startOnce(input.start(), new CrawlStart(target, input.adopts(), call.glue()));
    }
}
