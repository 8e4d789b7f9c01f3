package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.AlreadyRunning;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Look;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Target;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.StartCrawlerRequest;

/** The start of a crawl. It carries no token, so it is found again by the time at which it began. */
final class CrawlStart implements Startable {
    private static final String CRAWL_ID = "crawlId";

    private final Target target;
    private final boolean adopts;
    private final Glue glue;
    private final Crawls crawls;

    /**
     * A start.
     *
     * @param adopts whether a crawl that runs already is as good as a new one
     */
    CrawlStart(Target target, boolean adopts, Glue glue) {
        this.target = target;
        this.adopts = adopts;
        this.glue = glue;
        this.crawls = new Crawls(target.name(), glue);
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public boolean leasesName() {
        return true;
    }

    @Override
    public Map<String, Object> start(Start start) {
        Glue.Requested<StartCrawlerRequest> request = limit -> StartCrawlerRequest.builder()
                .name(target.name())
                .overrideConfiguration(limit)
                .build();
        try {
            glue.start(GlueClient::startCrawler, request, "crawler " + target.name());
            // Right after a crawl's end Glue may list that one as running still.
            return withRunningCrawl("started", crawl -> start.mayHaveBegunAt(crawl.startTime()));
        } catch (AlreadyRunning e) {
            if (adopts) {
                return withRunningCrawl("adopted", _ -> true);
            }
            throw e;
        }
    }

    @Override
    public Look look(Start start, Set<String> credited) {
        try {
            Crawls.History history = crawls.begun(start.beganFrom(), start.beganUntil());
            return history.crawls().stream()
                    .filter(crawl -> !credited.contains(crawl.crawlId()))
                    .min(Comparator.comparing(CrawlerHistory::startTime))
                    .<Look>map(crawl -> new Look.Found(answer("started", crawl.crawlId()), false))
                    .orElseGet(() -> absence(history));
        } catch (ConnectorException e) {
            return new Look.Unsure("its crawls could not be listed (%s, glue:ListCrawls).".formatted(e.code()));
        }
    }

    private static Look absence(Crawls.History history) {
        return history.complete()
                ? new Look.NotFound()
                : new Look.Unsure("Glue did not list all recent crawls of the crawler.");
    }

    @Override
    public Set<String> credits(Map<String, Object> answer) {
        boolean ours = "started".equals(answer.get("outcome")) && answer.containsKey(CRAWL_ID);
        return ours ? Set.of(answer.get(CRAWL_ID).toString()) : Set.of();
    }

    @Override
    public Duration rest(Map<String, Object> answer) {
        boolean unknown = "started".equals(answer.get("outcome")) && !answer.containsKey(CRAWL_ID);
        return unknown ? BEGINS_WITHIN.plus(Start.APART) : Duration.ZERO;
    }

    private Map<String, Object> withRunningCrawl(String outcome, Predicate<CrawlerHistory> ours) {
        return answer(
                outcome,
                crawls.running().filter(ours).map(CrawlerHistory::crawlId).orElse(""));
    }

    private static Map<String, Object> answer(String outcome, String crawlId) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("outcome", outcome);
        if (!crawlId.isEmpty()) {
            answer.put(CRAWL_ID, crawlId);
        }
        return answer;
    }
}
