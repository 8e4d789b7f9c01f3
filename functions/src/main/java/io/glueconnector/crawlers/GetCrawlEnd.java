package io.glueconnector.crawlers;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.ledger.SearchResult;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.ledger.StartTarget;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Returns whether and how a crawl has ended. The crawl is named by its id or, if Glue returned none, by the idempotency key of
 * its start. Usually makes one call to Glue, and one or two more if the id is unknown; each list may take up to ten pages.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html">ListCrawls</a>
 */
public final class GetCrawlEnd extends ActionHandler<GetCrawlEnd.Input> {
    private static final TextRule ID = TextRule.line(1, 255);

    record Input(String crawler, Optional<String> crawlId, Optional<String> idempotencyKey) {}

    @Override
    protected Input read(Fields fields) {
        Input input = new Input(fields.name("name"), fields.text(CrawlTrace.CRAWL_ID, ID), StartRequest.key(fields));
        if (input.crawlId().isPresent() == input.idempotencyKey().isPresent()) {
            throw new InvalidRequest(
                    "%1$s: expected either %1$s or idempotencyKey, not both. Name the crawl, or its start."
                            .formatted(CrawlTrace.CRAWL_ID));
        }
        return input;
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        CrawlReport reports = new CrawlReport(input.crawler(), call);
        return switch (crawlOf(input, call)) {
            case SearchResult.Found found ->
                new Crawls(input.crawler(), call.glue())
                        .get(found.answer().get(CrawlTrace.CRAWL_ID).toString())
                        .map(reports::of)
                        .orElseGet(reports::notShown);
            case SearchResult.NotFound _ -> reports.notShown();
            case SearchResult.Inconclusive search -> reports.notShown(search.reason());
        };
    }

    private static SearchResult crawlOf(Input input, Call call) {
        return input.crawlId()
                .<SearchResult>map(id -> new SearchResult.Found(CrawlTrace.started(id), false))
                .or(() -> call.trace(
                        input.idempotencyKey().orElseThrow(), (start, claimed) -> find(start, claimed, input, call)))
                .orElseGet(SearchResult.NotFound::new);
    }

    private static SearchResult find(Start start, Set<String> claimed, Input input, Call call) {
        StartTarget target = start.target();
        if (!target.action().equals("StartCrawler") || !target.name().equals(input.crawler())) {
            throw new InvalidRequest(
                    "idempotencyKey: expected the key of a start of crawler %s, but got the key of a %s of %s. Use the key under which this crawler was started."
                            .formatted(input.crawler(), target.action(), target.name()));
        }
        return new CrawlTrace(input.crawler(), call.glue()).find(start, claimed);
    }
}
