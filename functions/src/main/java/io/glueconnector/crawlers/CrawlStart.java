package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.AlreadyRunning;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.StartTarget;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Trace;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.GetCrawlerRequest;
import software.amazon.awssdk.services.glue.model.StartCrawlerRequest;

/**
 * The start of a crawl, or the adoption of a running one.
 *
 * @param adopts whether to adopt a crawl that is already running
 */
record CrawlStart(StartTarget target, boolean adopts, Glue glue) implements Startable {
    /** The wait until the crawler is ready. It is shorter than for a running crawl, so RunCrawler can tell the two apart. */
    private static final Duration GETS_READY = Duration.ofSeconds(10);

    @Override
    public Trace trace() {
        return new CrawlTrace(target.name(), glue);
    }

    @Override
    public Map<String, Object> start(Start start) {
        Glue.Requested<StartCrawlerRequest> request = limit -> StartCrawlerRequest.builder()
                .name(target.name())
                .overrideConfiguration(limit)
                .build();
        try {
            glue.start(GlueClient::startCrawler, request, "crawler " + target.name());
            // Right after a crawl ends, Glue may still list it as running.
            return CrawlTrace.started(
                    running(crawl -> crawl.startTime() != null && start.mayHaveBegunAt(crawl.startTime())));
        } catch (AlreadyRunning e) {
            return adopt(e);
        }
    }

    // A crawler stays STOPPING for a while after its crawl. That crawl is over and must not be adopted.
    private Map<String, Object> adopt(AlreadyRunning refusal) {
        if (!isRunning(refusal)) {
            throw new AlreadyRunning(
                    "crawler %s is not ready yet after its last crawl. Wait, then retry the same request."
                            .formatted(target.name()),
                    GETS_READY);
        }
        if (!adopts) {
            throw refusal;
        }
        return CrawlTrace.adopted(running(_ -> true));
    }

    private boolean isRunning(AlreadyRunning refusal) {
        Glue.Requested<GetCrawlerRequest> request = limit -> GetCrawlerRequest.builder()
                .name(target.name())
                .overrideConfiguration(limit)
                .build();
        try {
            Crawler crawler = glue.call(GlueClient::getCrawler, request, "crawler " + target.name())
                    .crawler();
            return crawler != null && crawler.state() == CrawlerState.RUNNING;
        } catch (ConnectorException unknown) {
            throw adopts ? unknown : refusal;
        }
    }

    private String running(Predicate<CrawlerHistory> ours) {
        return new Crawls(target.name(), glue)
                .running()
                .filter(ours)
                .map(CrawlerHistory::crawlId)
                .orElse("");
    }
}
