package io.glueconnector.fakeglue.crawlers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.events.Events;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Ids;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.time.Timeline;
import io.glueconnector.fakeglue.time.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Moves crawlers from state to state by the clock. A crawler is STOPPING for a while after every crawl, even if the crawl
 * was not stopped.
 */
final class CrawlerRunner {
    private static final List<String> FIGURES = List.of(
            "tablesCreated",
            "tablesUpdated",
            "tablesDeleted",
            "partitionsCreated",
            "partitionsUpdated",
            "partitionsDeleted");

    private final Timeline timeline;
    private final Timings timings;
    private final Events events;
    private final Ids ids;
    private final BiConsumer<Crawler, CrawlSnapshot> whenEnded;

    CrawlerRunner(
            Timeline timeline, Timings timings, Events events, Ids ids, BiConsumer<Crawler, CrawlSnapshot> whenEnded) {
        this.timeline = timeline;
        this.timings = timings;
        this.events = events;
        this.ids = ids;
        this.whenEnded = whenEnded;
    }

    void start(Crawler crawler, Optional<String> triggerName) {
        if (crawler.state() != CrawlerState.READY) {
            throw new GlueError(
                    400, "CrawlerRunningException", "Crawler with name " + crawler.name() + " has already started");
        }
        Instant now = timeline.instant();
        CrawlDemo demo = CrawlDemo.of(crawler.tags(), timings);
        Crawl crawl = new Crawl(crawler.name(), ids.uuid(), triggerName, now);
        crawler.begin(crawl);
        ObjectNode detail = detail(crawler, "Started", "Crawler Started").put("startTime", now.toString());
        events.publish(crawler.scope(), "Glue Crawler State Change", detail);
        timeline.at(now.plus(demo.crawling()), () -> finish(crawler, crawl, demo.end(), demo.message()));
    }

    void stop(Crawler crawler) {
        Crawl crawl = switch (crawler.state()) {
            case RUNNING -> crawler.runningCrawl().orElseThrow();
            case STOPPING ->
                throw new GlueError(
                        400,
                        "CrawlerStoppingException",
                        "Crawler with name " + crawler.name() + " is already stopping");
            case READY ->
                throw new GlueError(
                        400, "CrawlerNotRunningException", "Crawler with name " + crawler.name() + " isn't running");
        };
        crawler.enter(CrawlerState.STOPPING);
        timeline.at(timeline.instant().plus(stopping(crawler)), () -> {
            end(crawler, crawl, CrawlState.STOPPED, "");
            crawler.enter(CrawlerState.READY);
        });
    }

    /** Ends a running crawl now. Does nothing if the crawler is being stopped or the crawl has ended. */
    void finish(Crawler crawler, Crawl crawl, CrawlState end, String message) {
        if (!crawl.isRunning() || crawler.state() != CrawlerState.RUNNING) {
            return;
        }
        crawler.enter(CrawlerState.STOPPING);
        end(crawler, crawl, end, message);
        timeline.at(timeline.instant().plus(stopping(crawler)), () -> crawler.enter(CrawlerState.READY));
    }

    private Duration stopping(Crawler crawler) {
        return CrawlDemo.of(crawler.tags(), timings).stopping();
    }

    private void end(Crawler crawler, Crawl crawl, CrawlState end, String message) {
        crawl.end(end, message, timeline.instant());
        publish(crawler, crawl);
        whenEnded.accept(crawler, crawl.snapshot());
    }

    /** Publishes the end of a crawl. A stopped crawl has no event. */
    private void publish(Crawler crawler, Crawl crawl) {
        switch (crawl.state()) {
            case COMPLETED -> events.publish(crawler.scope(), "Glue Crawler State Change", succeeded(crawler, crawl));
            case FAILED ->
                events.publish(
                        crawler.scope(),
                        "Glue Crawler State Change",
                        detail(crawler, "Failed", "Crawler Failed")
                                .put("errorMessage", crawl.errorMessage())
                                .put("cloudWatchLogLink", logLink(crawler)));
            case STOPPED, RUNNING -> {}
        }
    }

    private static ObjectNode succeeded(Crawler crawler, Crawl crawl) {
        Instant end = crawl.endTime().orElseThrow();
        long seconds = Duration.between(crawl.startTime(), end).toSeconds();
        ObjectNode detail = detail(crawler, "Succeeded", "Crawler Succeeded");
        // Every figure is a string, as AWS sends it.
        FIGURES.forEach(figure -> detail.put(figure, "0"));
        detail.put("warningMessage", "N/A").put("completionDate", end.toString());
        return detail.put("runningTime (sec)", String.valueOf(seconds)).put("cloudWatchLogLink", logLink(crawler));
    }

    private static ObjectNode detail(Crawler crawler, String state, String message) {
        ObjectNode detail = Json.object().put("accountId", crawler.scope().account());
        return detail.put("crawlerName", crawler.name()).put("state", state).put("message", message);
    }

    private static String logLink(Crawler crawler) {
        return "https://console.aws.amazon.com/cloudwatch/home?region="
                + crawler.scope().region() + "#logEventViewer:group=" + Crawl.LOG_GROUP + ";stream=" + crawler.name();
    }
}
