package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
public final class Crawls {
    private static final int PAGE = 100;
    private static final int PAGES = 10;

    private final String crawler;
    private final Glue glue;

    /** The history of one crawler. */
    public Crawls(String crawler, Glue glue) {
        this.crawler = crawler;
        this.glue = glue;
    }

    /** The crawl that runs, if Glue lists it already: a crawler runs one at a time. */
    public Optional<CrawlerHistory> running() {
        try {
            return list(filter(FieldName.STATE, FilterOperator.EQ, "RUNNING")).crawls().stream()
                    .findFirst();
        } catch (ConnectorException notListed) {
            return Optional.empty();
        }
    }

    /**
     * The crawls that began between two times, both included.
     *
     * @throws ConnectorException if Glue does not list them
     */
    History begun(Instant from, Instant to) {
        return list(
                filter(FieldName.START_TIME, FilterOperator.GE, Long.toString(from.toEpochMilli())),
                filter(FieldName.START_TIME, FilterOperator.LE, Long.toString(to.toEpochMilli())));
    }

    /**
     * The crawls that ran at some time between two, both included; those that have ended and those that have not are asked for one
     * after the other.
     *
     * @throws ConnectorException if Glue does not list them
     */
    History between(Instant from, Instant to) {
        CrawlsFilter begun = filter(FieldName.START_TIME, FilterOperator.LE, Long.toString(to.toEpochMilli()));
        History running = list(filter(FieldName.STATE, FilterOperator.EQ, "RUNNING"), begun);
        History ended = list(filter(FieldName.END_TIME, FilterOperator.GE, Long.toString(from.toEpochMilli())), begun);
        return running.and(ended);
    }

    /**
     * Crawls of the crawler.
     *
     * @param crawls those that Glue listed
     * @param complete whether these are all that were asked for
     */
    record History(List<CrawlerHistory> crawls, boolean complete) {

        // A crawl that ends between the two lists is in both.
        private History and(History other) {
            Map<String, CrawlerHistory> all = new LinkedHashMap<>();
            crawls.forEach(crawl -> all.put(crawl.crawlId(), crawl));
            other.crawls.forEach(crawl -> all.put(crawl.crawlId(), crawl));
            return new History(List.copyOf(all.values()), complete && other.complete);
        }
    }

    private History list(CrawlsFilter... filters) {
        List<CrawlerHistory> crawls = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        String token = null;
        for (int page = 0; page < PAGES; page++) {
            ListCrawlsResponse answer = page(token, filters);
            // Glue lists no crawls as an empty list; an answer without any list is not one.
            if (!answer.hasCrawls()) {
                break;
            }
            crawls.addAll(answer.crawls());
            token = answer.nextToken();
            if (token == null || token.isEmpty()) {
                return new History(crawls, true);
            }
            if (!tokens.add(token)) {
                break;
            }
        }
        return new History(crawls, false);
    }

    private ListCrawlsResponse page(String token, CrawlsFilter... filters) {
        Glue.Requested<ListCrawlsRequest> request = limit -> ListCrawlsRequest.builder()
                .crawlerName(crawler)
                .filters(filters)
                .maxResults(PAGE)
                .nextToken(token)
                .overrideConfiguration(limit)
                .build();
        return glue.call(GlueClient::listCrawls, request, "crawler " + crawler);
    }

    private static CrawlsFilter filter(FieldName field, FilterOperator operator, String value) {
        return CrawlsFilter.builder()
                .fieldName(field)
                .filterOperator(operator)
                .fieldValue(value)
                .build();
    }
}
