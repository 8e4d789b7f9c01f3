package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.paging.History;
import io.glueconnector.paging.Page;
import io.glueconnector.paging.Pages;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
    /** The maximum number of crawls in one page. The reference allows 1,000, but its text says 100. */
    static final int PAGE = 100;

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
        return list(startTime(FilterOperator.GE, from), startTime(FilterOperator.LE, to));
    }

    /**
     * Returns the crawls that ran at any time between two times, both inclusive. Lists running crawls first, then ended ones.
     *
     * @throws ConnectorException if the crawls cannot be listed
     */
    Pages<CrawlerHistory> between(Instant from, Instant to) {
        CrawlsFilter begun = startTime(FilterOperator.LE, to);
        Pages<CrawlerHistory> running = list(filter(FieldName.STATE, FilterOperator.EQ, "RUNNING"), begun);
        Pages<CrawlerHistory> ended =
                list(filter(FieldName.END_TIME, FilterOperator.GE, Long.toString(from.toEpochMilli())), begun);
        return both(running, ended);
    }

    /**
     * Reads one page of at most the given number of crawls. Glue applies one of the history's filters; that it accepts two for
     * the same field is not documented. The token is null for the newest crawls.
     *
     * @throws ConnectorException if the crawls cannot be listed
     */
    Page<CrawlerHistory> page(int most, String token, History history) {
        return Stream.of(
                        history.startedAfter().map(first -> startTime(FilterOperator.GE, first)),
                        history.startedBefore().map(end -> startTime(FilterOperator.LT, end)),
                        history.state().map(state -> filter(FieldName.STATE, FilterOperator.EQ, state)))
                .flatMap(Optional::stream)
                .findFirst()
                .map(filter -> page(most, token, filter))
                .orElseGet(() -> page(most, token));
    }

    // A crawl that ends between the two calls is in both lists.
    private static Pages<CrawlerHistory> both(Pages<CrawlerHistory> one, Pages<CrawlerHistory> other) {
        Map<String, CrawlerHistory> all = new LinkedHashMap<>();
        one.items().forEach(crawl -> all.put(crawl.crawlId(), crawl));
        other.items().forEach(crawl -> all.put(crawl.crawlId(), crawl));
        return new Pages<>(List.copyOf(all.values()), one.complete() && other.complete(), null);
    }

    private Pages<CrawlerHistory> list(CrawlsFilter... filters) {
        return Pages.read(token -> page(PAGE, token, filters));
    }

    private Page<CrawlerHistory> page(int most, String token, CrawlsFilter... filters) {
        Glue.Requested<ListCrawlsRequest> request = limit -> ListCrawlsRequest.builder()
                .crawlerName(crawler)
                .filters(filters)
                .maxResults(most)
                .nextToken(token)
                .overrideConfiguration(limit)
                .build();
        ListCrawlsResponse answer = glue.call(GlueClient::listCrawls, request, "crawler " + crawler);
        return new Page<>(answer.hasCrawls(), answer.crawls(), answer.nextToken());
    }

    private static CrawlsFilter startTime(FilterOperator operator, Instant time) {
        return filter(FieldName.START_TIME, operator, Long.toString(time.toEpochMilli()));
    }

    private static CrawlsFilter filter(FieldName field, FilterOperator operator, String value) {
        return CrawlsFilter.builder()
                .fieldName(field)
                .filterOperator(operator)
                .fieldValue(value)
                .build();
    }
}
