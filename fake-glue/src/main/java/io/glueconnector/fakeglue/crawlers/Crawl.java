package io.glueconnector.fakeglue.crawlers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One run of a crawler. Guarded by the timeline. */
final class Crawl {
    static final String LOG_GROUP = "/aws-glue/crawlers";
    private static final double DPUS = 2;

    private final String crawlerName;
    private final String id;
    private final Optional<String> triggerName;
    private final Instant startTime;
    private CrawlState state = CrawlState.RUNNING;
    private Optional<Instant> endTime = Optional.empty();
    private String errorMessage = "";

    Crawl(String crawlerName, String id, Optional<String> triggerName, Instant startTime) {
        this.crawlerName = crawlerName;
        this.id = id;
        this.triggerName = triggerName;
        this.startTime = startTime;
    }

    String id() {
        return id;
    }

    CrawlState state() {
        return state;
    }

    Instant startTime() {
        return startTime;
    }

    Optional<Instant> endTime() {
        return endTime;
    }

    String errorMessage() {
        return errorMessage;
    }

    boolean isRunning() {
        return state == CrawlState.RUNNING;
    }

    double dpuHours() {
        Duration taken = endTime.map(end -> Duration.between(startTime, end)).orElse(Duration.ZERO);
        return DPUS * taken.toSeconds() / Duration.ofHours(1).toSeconds();
    }

    void end(CrawlState end, String message, Instant now) {
        state = end;
        endTime = Optional.of(now);
        errorMessage = end == CrawlState.FAILED ? message : "";
    }

    CrawlSnapshot snapshot() {
        return new CrawlSnapshot(crawlerName, id, state, triggerName, startTime, endTime, errorMessage);
    }

    /** Returns this crawl as an entry of ListCrawls. */
    ObjectNode toJson() {
        ObjectNode json = Json.object().put("CrawlId", id).put("State", state.name());
        json.put("StartTime", Json.timestamp(startTime));
        endTime.ifPresent(end -> json.put("EndTime", Json.timestamp(end)).put("DPUHour", dpuHours()));
        if (state == CrawlState.COMPLETED) {
            json.put("Summary", "{}");
        }
        return withErrorAndLog(json);
    }

    /** Returns this crawl as GetCrawler's LastCrawl. */
    ObjectNode toLastCrawlJson() {
        ObjectNode json = Json.object().put("Status", state.lastCrawlStatus());
        json.put("StartTime", Json.timestamp(startTime));
        return withErrorAndLog(json);
    }

    private ObjectNode withErrorAndLog(ObjectNode json) {
        if (!errorMessage.isEmpty()) {
            json.put("ErrorMessage", errorMessage);
        }
        return json.put("LogGroup", LOG_GROUP).put("LogStream", crawlerName).put("MessagePrefix", id);
    }
}
