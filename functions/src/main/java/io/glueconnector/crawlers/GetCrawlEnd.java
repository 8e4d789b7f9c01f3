package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.ledger.Look;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlsFilter;
import software.amazon.awssdk.services.glue.model.FieldName;
import software.amazon.awssdk.services.glue.model.FilterOperator;
import software.amazon.awssdk.services.glue.model.ListCrawlsRequest;

/**
 * Looks whether a crawl has ended, and how: the crawl of that id or, where Glue told none, that of the start under a key. A look
 * costs one call to Glue, and one or two more where the id is not known.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html">ListCrawls</a>
 */
public final class GetCrawlEnd extends ActionHandler<GetCrawlEnd.Input> {
    private static final String CRAWL_ID = "crawlId";
    private static final String KEY = "idempotencyKey";
    private static final TextRule ID = TextRule.line(1, 255);

    record Input(String crawler, Optional<String> crawlId, Optional<String> idempotencyKey) {}

    public GetCrawlEnd() {
        this(Connector.fromEnvironment());
    }

    GetCrawlEnd(Connector connector) {
        super(connector);
    }

    @Override
    protected Input read(Fields fields) {
        Input input = new Input(fields.name("name"), fields.text(CRAWL_ID, ID), fields.text(KEY, StartRequest.KEY));
        if (input.crawlId().isPresent() == input.idempotencyKey().isPresent()) {
            throw new InvalidRequest("%s: expected either this or %s. Name the crawl, or the start that began it."
                    .formatted(CRAWL_ID, KEY));
        }
        return input;
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        CrawlReport reports = new CrawlReport(input.crawler(), call);
        return switch (crawlOf(input, call)) {
            case Look.Found found ->
                crawl(found.answer().get(CRAWL_ID).toString(), input.crawler(), call.glue())
                        .map(reports::of)
                        .orElseGet(reports::notShown);
            case Look.NotFound _ -> reports.notShown();
            case Look.Unsure unsure -> reports.notShown(unsure.reason());
        };
    }

    private static Look crawlOf(Input input, Call call) {
        return input.crawlId()
                .<Look>map(id -> new Look.Found(CrawlTrace.started(id), false))
                .or(() -> call.trace(
                        input.idempotencyKey().orElseThrow(), new CrawlTrace(input.crawler(), call.glue())::find))
                .orElseGet(Look.NotFound::new);
    }

    private static Optional<CrawlerHistory> crawl(String crawlId, String crawler, Glue glue) {
        CrawlsFilter filter = CrawlsFilter.builder()
                .fieldName(FieldName.CRAWL_ID)
                .filterOperator(FilterOperator.EQ)
                .fieldValue(crawlId)
                .build();
        Glue.Requested<ListCrawlsRequest> request = limit -> ListCrawlsRequest.builder()
                .crawlerName(crawler)
                .filters(List.of(filter))
                .overrideConfiguration(limit)
                .build();
        return glue.call(GlueClient::listCrawls, request, "crawler " + crawler).crawls().stream()
                .findFirst();
    }
}
