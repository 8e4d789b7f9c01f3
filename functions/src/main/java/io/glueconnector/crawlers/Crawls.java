package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.paging.Page;
import io.glueconnector.paging.Pages;
import java.time.Instant;
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
import software.amazon.awssdk.services.glue.model.ListCrawlsResponse;

/**
 * The history of a crawler's crawls.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html">ListCrawls</a>
 */
record Crawls(String crawler, Glue glue) {
    private static final int PAGE = 100;

    /** Returns the running crawl, if Glue lists it yet. A crawler runs one crawl at a time. */
    Optional<CrawlerHistory> running() {
        try {
            return list(filter(FieldName.STATE, FilterOperator.EQ, "RUNNING")).items().stream()
                    .findFirst();
        } catch (ConnectorException notListed) {
            return Optional.empty();
        }
    }

    /**
     * Returns the crawl with an id, if Glue lists it yet.
     *
     * @throws ConnectorException if the crawls cannot be listed
     */
    Optional<CrawlerHistory> get(String crawlId) {
        return list(filter(FieldName.CRAWL_ID, FilterOperator.EQ, crawlId)).items().stream()
                .findFirst();
    }

    /**
     * Returns the crawls that started between two times, both inclusive.
     *
     * @throws ConnectorException if the crawls cannot be listed
     */
    Pages<CrawlerHistory> begun(Instant from, Instant to) {
        return list(
                filter(FieldName.START_TIME, FilterOperator.GE, Long.toString(from.toEpochMilli())),
                filter(FieldName.START_TIME, FilterOperator.LE, Long.toString(to.toEpochMilli())));
    }

    /**
     * Returns the crawls that ran at any time between two times, both inclusive. Lists running crawls first, then ended ones.
     *
     * @throws ConnectorException if the crawls cannot be listed
     */
    Pages<CrawlerHistory> between(Instant from, Instant to) {
        CrawlsFilter begun = filter(FieldName.START_TIME, FilterOperator.LE, Long.toString(to.toEpochMilli()));
        Pages<CrawlerHistory> running = list(filter(FieldName.STATE, FilterOperator.EQ, "RUNNING"), begun);
        Pages<CrawlerHistory> ended =
                list(filter(FieldName.END_TIME, FilterOperator.GE, Long.toString(from.toEpochMilli())), begun);
        return both(running, ended);
    }

    // A crawl that ends between the two calls is in both lists.
    private static Pages<CrawlerHistory> both(Pages<CrawlerHistory> one, Pages<CrawlerHistory> other) {
        Map<String, CrawlerHistory> all = new LinkedHashMap<>();
        one.items().forEach(crawl -> all.put(crawl.crawlId(), crawl));
        other.items().forEach(crawl -> all.put(crawl.crawlId(), crawl));
        return new Pages<>(List.copyOf(all.values()), one.complete() && other.complete(), null);
    }

    private Pages<CrawlerHistory> list(CrawlsFilter... filters) {
        return Pages.read(token -> page(token, filters));
    }

    private Page<CrawlerHistory> page(String token, CrawlsFilter... filters) {
        Glue.Requested<ListCrawlsRequest> request = limit -> ListCrawlsRequest.builder()
                .crawlerName(crawler)
                .filters(filters)
                .maxResults(PAGE)
                .nextToken(token)
                .overrideConfiguration(limit)
                .build();
        ListCrawlsResponse answer = glue.call(GlueClient::listCrawls, request, "crawler " + crawler);
        return new Page<>(answer.hasCrawls(), answer.crawls(), answer.nextToken());
    }

    private static CrawlsFilter filter(FieldName field, FilterOperator operator, String value) {
        return CrawlsFilter.builder()
                .fieldName(field)
                .filterOperator(operator)
                .fieldValue(value)
                .build();
    }
}
