package io.glueconnector.crawlers;

import io.glueconnector.aws.Console;
import io.glueconnector.aws.TransientFailure;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
import io.glueconnector.handler.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlerHistoryState;

/** The report of a crawl for a waiting workflow: its progress and, after its end, its result and the location of its logs. */
final class CrawlReport {
    private final String crawler;
    private final Region region;
    private final Call call;

    CrawlReport(String crawler, Call call) {
        this.crawler = crawler;
        this.region = call.glue().region();
        this.call = call;
    }

    /** Reports a crawl that Glue does not list, or does not list yet. */
    Map<String, Object> notShown() {
        return Map.of("progress", "notShown");
    }

    /** Reports a crawl that cannot be identified in Glue's list. */
    Map<String, Object> notShown(String reason) {
        return Map.of("progress", "notShown", "reason", reason);
    }

    /**
     * Reports on one crawl.
     *
     * @throws GlueFailure if Glue returns it without its id or its state
     */
    Map<String, Object> of(CrawlerHistory crawl) {
        if (crawl.crawlId() == null || crawl.state() == null) {
            throw new GlueFailure(
                    "Glue returned a crawl of crawler %s without its id or its state. Try again.".formatted(crawler),
                    Retry.anytime());
        }
        return switch (crawl.state()) {
            case RUNNING, UNKNOWN_TO_SDK_VERSION -> Map.of("progress", "running", "crawlId", crawl.crawlId());
            case COMPLETED, FAILED, STOPPED -> ended(crawl);
        };
    }

    private Map<String, Object> ended(CrawlerHistory crawl) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("progress", "ended");
        report.put("name", crawler);
        report.put("region", region.id());
        report.put("crawlId", crawl.crawlId());
        report.put("state", crawl.stateAsString());
        report.put("startedOn", crawl.startTime());
        report.put("completedOn", crawl.endTime());
        report.put("dpuHours", crawl.dpuHour());
        report.put("summary", crawl.summary());
        report.put("errorMessage", errorMessage(crawl));
        report.put("logs", logs(crawl));
        report.put("consoleUrl", new Console(region).address("glue", "/v2/data-catalog/crawlers/view/%s", crawler));
        if (crawl.state() != CrawlerHistoryState.COMPLETED) {
            report.put(
                    "retryable",
                    crawl.state() == CrawlerHistoryState.FAILED && TransientFailure.isIn(crawl.errorMessage()));
        }
        report.values().removeIf(Objects::isNull);
        return report;
    }

    private String errorMessage(CrawlerHistory crawl) {
        return crawl.errorMessage() == null ? null : call.redacted(crawl.errorMessage(), Map.of());
    }

    private static Map<String, Object> logs(CrawlerHistory crawl) {
        Map<String, Object> logs = new LinkedHashMap<>();
        logs.put("group", crawl.logGroup());
        logs.put("stream", crawl.logStream());
        logs.put("messagePrefix", crawl.messagePrefix());
        logs.values().removeIf(Objects::isNull);
        return logs;
    }
}
