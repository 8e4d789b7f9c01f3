package io.glueconnector.crawlers;

import io.glueconnector.error.AlreadyRunning;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.request.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlsFilter;
import software.amazon.awssdk.services.glue.model.FieldName;
import software.amazon.awssdk.services.glue.model.FilterOperator;
import software.amazon.awssdk.services.glue.model.ListCrawlsRequest;
import software.amazon.awssdk.services.glue.model.StartCrawlerRequest;

/**
 * Starts a crawl, or adopts the one that runs where the caller asks for that.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawler.html">StartCrawler</a>
 */
public final class StartCrawler extends ActionHandler<StartCrawler.Input> {
    private static final String FAIL = "fail";
    private static final String ADOPT = "adopt";

    record Input(String crawler, boolean adopts) {}

    public StartCrawler() {
        this(Connector.fromEnvironment());
    }

    StartCrawler(Connector connector) {
        super(connector);
    }

    @Override
    protected Input read(Fields fields) {
        if (fields.has("idempotencyKey")) {
            throw new InvalidRequest(
                    "idempotencyKey: this version does not protect starts against repetition yet. Leave the field or header out.");
        }
        String crawler = fields.name("name");
        String ifRunning = fields.choice("ifRunning", List.of(FAIL, ADOPT)).orElse(FAIL);
        return new Input(crawler, ifRunning.equals(ADOPT));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("outcome", start(input, call));
        runningCrawl(input.crawler(), call).ifPresent(crawlId -> answer.put("crawlId", crawlId));
        return answer;
    }

    private static String start(Input input, Call call) {
        StartCrawlerRequest request =
                StartCrawlerRequest.builder().name(input.crawler()).build();
        try {
            call.glue().start(GlueClient::startCrawler, request, "crawler " + input.crawler());
            return "started";
        } catch (AlreadyRunning e) {
            if (input.adopts()) {
                return "adopted";
            }
            throw e;
        }
    }

    // A crawler runs one crawl at a time, so the running one is the one just started or adopted. Glue may not list it
    // yet.
    private static Optional<String> runningCrawl(String crawler, Call call) {
        ListCrawlsRequest request = ListCrawlsRequest.builder()
                .crawlerName(crawler)
                .filters(CrawlsFilter.builder()
                        .fieldName(FieldName.STATE)
                        .filterOperator(FilterOperator.EQ)
                        .fieldValue("RUNNING")
                        .build())
                .maxResults(1)
                .build();
        try {
            return call.glue().call(GlueClient::listCrawls, request, "crawler " + crawler).crawls().stream()
                    .findFirst()
                    .map(CrawlerHistory::crawlId);
        } catch (ConnectorException notListed) {
            return Optional.empty();
        }
    }
}
