package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.AlreadyRunning;
import io.glueconnector.ledger.Look;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Target;
import io.glueconnector.trace.CrawlTrace;
import io.glueconnector.trace.Crawls;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.StartCrawlerRequest;

/** The start of a crawl, or the adoption of the one that runs. */
final class CrawlStart implements Startable {
    private final Target target;
    private final boolean adopts;
    private final Glue glue;
    private final Crawls crawls;
    private final CrawlTrace trace;

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
        this.trace = new CrawlTrace(target.name(), glue);
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public boolean leasesName() {
        return trace.leasesName();
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
            return CrawlTrace.started(running(crawl -> start.mayHaveBegunAt(crawl.startTime())));
        } catch (AlreadyRunning e) {
            if (adopts) {
                return CrawlTrace.adopted(running(_ -> true));
            }
            throw e;
        }
    }

    @Override
    public Look look(Start start, Set<String> credited) {
        return trace.look(start, credited);
    }

    @Override
    public Set<String> credits(Map<String, Object> answer) {
        return trace.credits(answer);
    }

    @Override
    public Duration rest(Map<String, Object> answer) {
        return trace.rest(answer);
    }

    private String running(Predicate<CrawlerHistory> ours) {
        return crawls.running().filter(ours).map(CrawlerHistory::crawlId).orElse("");
    }
}
