package io.glueconnector.completion;

import io.glueconnector.aws.Glue;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlsFilter;
import software.amazon.awssdk.services.glue.model.FieldName;
import software.amazon.awssdk.services.glue.model.FilterOperator;
import software.amazon.awssdk.services.glue.model.ListCrawlsRequest;

/**
 * Finds one crawl in a crawler's history.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html">ListCrawls</a>
 */
final class CrawlSearch {
    private static final int PAGE = 100;
    /** By how much they may differ, a second of rounding included. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    private final String crawler;
    private final Glue glue;

    CrawlSearch(String crawler, Glue glue) {
        this.crawler = crawler;
        this.glue = glue;
    }

    Optional<CrawlerHistory> byId(String crawlId) {
        return list(FieldName.CRAWL_ID, FilterOperator.EQ, crawlId).stream().findFirst();
    }

    /** The first crawl that began at that moment or later, as far as Glue's clock and ours agree. */
    Optional<CrawlerHistory> firstBegunAfter(Instant moment) {
        String since = Long.toString(moment.minus(CLOCKS_DIFFER).toEpochMilli());
        return list(FieldName.START_TIME, FilterOperator.GE, since).stream()
                .min(Comparator.comparing(CrawlerHistory::startTime));
    }

    private List<CrawlerHistory> list(FieldName field, FilterOperator operator, String value) {
        CrawlsFilter filter = CrawlsFilter.builder()
                .fieldName(field)
                .filterOperator(operator)
                .fieldValue(value)
                .build();
        Glue.Requested<ListCrawlsRequest> request = limit -> ListCrawlsRequest.builder()
                .crawlerName(crawler)
                .filters(filter)
                .maxResults(PAGE)
                .overrideConfiguration(limit)
                .build();
        return glue.call(GlueClient::listCrawls, request, "crawler " + crawler).crawls();
    }
}
