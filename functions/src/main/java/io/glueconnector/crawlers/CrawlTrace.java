package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.SearchResult;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Trace;
import io.glueconnector.paging.Pages;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;

/**
 * Finds the crawl of a start. A crawl has no token: its start time identifies it or, if it was adopted, the time during
 * which it ran.
 */
public record CrawlTrace(String crawler, Glue glue) implements Trace {
    /** The field of a response that names the crawl. */
    static final String CRAWL_ID = "crawlId";

    private static final String OUTCOME = "outcome";
    private static final String STARTED = "started";
    private static final String ADOPTED = "adopted";

    /** Returns the response to a start that started a crawl; the id is empty if Glue does not return it. */
    static Map<String, Object> started(String crawlId) {
        return answer(STARTED, crawlId);
    }

    /** Returns the response to a start that adopted a running crawl; the id is empty if Glue does not return it. */
    static Map<String, Object> adopted(String crawlId) {
        return answer(ADOPTED, crawlId);
    }

    @Override
    public boolean leasesName() {
        return true;
    }

    @Override
    public SearchResult search(Start start, Set<String> claimed) {
        try {
            return find(start, claimed);
        } catch (ConnectorException e) {
            return new SearchResult.Inconclusive(
                    "its crawls could not be listed (%s, glue:ListCrawls).".formatted(e.code()));
        }
    }

    /**
     * Searches as {@link #search} does.
     *
     * @throws ConnectorException if Glue does not list the crawls
     */
    SearchResult find(Start start, Set<String> claimed) {
        return start.answer().map(answer -> find(answer, start, claimed)).orElseGet(() -> begun(start, claimed));
    }

    @Override
    public Set<String> claimedIds(Map<String, Object> answer) {
        boolean ours = !isAdoption(answer) && answer.containsKey(CRAWL_ID);
        return ours ? Set.of(answer.get(CRAWL_ID).toString()) : Set.of();
    }

    @Override
    public Duration cooldown(Map<String, Object> answer) {
        boolean unknown = !isAdoption(answer) && !answer.containsKey(CRAWL_ID);
        return unknown ? Startable.BEGINS_WITHIN.plus(Start.APART) : Duration.ZERO;
    }

    private SearchResult find(Map<String, Object> answer, Start start, Set<String> claimed) {
        if (answer.containsKey(CRAWL_ID)) {
            return new SearchResult.Found(answer, false);
        }
        return isAdoption(answer) ? adopted(start) : begun(start, claimed);
    }

    private SearchResult begun(Start start, Set<String> claimed) {
        Pages<CrawlerHistory> history = new Crawls(crawler, glue).begun(start.beganFrom(), start.beganUntil());
        if (history.items().stream().anyMatch(crawl -> crawl.crawlId() == null || crawl.startTime() == null)) {
            return new SearchResult.Inconclusive("Glue lists a crawl of it without an id or a time.");
        }
        return history.items().stream()
                .filter(crawl -> !claimed.contains(crawl.crawlId()))
                .min(Comparator.comparing(CrawlerHistory::startTime))
                .<SearchResult>map(crawl -> new SearchResult.Found(started(crawl.crawlId()), false))
                .orElseGet(() -> absence(history));
    }

    // A crawler runs one crawl at a time, but one may have ended and another started during the request.
    private SearchResult adopted(Start start) {
        Pages<CrawlerHistory> history = new Crawls(crawler, glue).between(start.beganFrom(), start.endedUntil());
        return switch (history.items().size()) {
            case 0 -> absence(history);
            case 1 -> new SearchResult.Found(adopted(history.items().getFirst().crawlId()), false);
            default ->
                new SearchResult.Inconclusive(
                        "more than one crawl ran during the request, so the adopted one cannot be identified.");
        };
    }

    private static SearchResult absence(Pages<CrawlerHistory> history) {
        return history.complete()
                ? new SearchResult.NotFound()
                : new SearchResult.Inconclusive("Glue did not list all recent crawls of the crawler.");
    }

    private static boolean isAdoption(Map<String, Object> answer) {
        return ADOPTED.equals(answer.get(OUTCOME));
    }

    private static Map<String, Object> answer(String outcome, String crawlId) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(OUTCOME, outcome);
        if (!crawlId.isEmpty()) {
            answer.put(CRAWL_ID, crawlId);
        }
        return answer;
    }
}
