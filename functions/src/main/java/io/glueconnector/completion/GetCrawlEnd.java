package io.glueconnector.completion;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;

/**
 * Looks whether a crawl has ended, and how: the crawl of that id or, where none is known, the first that began after a moment.
 * A look costs one call to Glue.
 */
public final class GetCrawlEnd extends ActionHandler<GetCrawlEnd.Input> {
    private static final TextRule CRAWL_ID = TextRule.line(1, 255);
    private static final TextRule TIME = TextRule.line(1, 40);

    record Input(String crawler, Optional<String> crawlId, Instant begunAfter) {}

    public GetCrawlEnd() {
        this(Connector.fromEnvironment());
    }

    GetCrawlEnd(Connector connector) {
        super(connector);
    }

    @Override
    protected Input read(Fields fields) {
        return new Input(
                fields.name("name"),
                fields.text("crawlId", CRAWL_ID),
                time("begunAfter", fields.requiredText("begunAfter", TIME)));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        CrawlSearch search = new CrawlSearch(input.crawler(), call.glue());
        CrawlReport reports = new CrawlReport(input.crawler(), call.glue().region());
        Optional<CrawlerHistory> crawl =
                input.crawlId().map(search::byId).orElseGet(() -> search.firstBegunAfter(input.begunAfter()));
        return crawl.map(reports::of).orElseGet(reports::notShown);
    }

    private static Instant time(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidRequest(
                    "%s: expected an ISO 8601 time in UTC, came a text that is none. Correct the field."
                            .formatted(field));
        }
    }
}
