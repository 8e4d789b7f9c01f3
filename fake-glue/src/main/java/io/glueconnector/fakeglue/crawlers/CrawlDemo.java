package io.glueconnector.fakeglue.crawlers;

import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.time.Timings;
import java.time.Duration;
import java.util.Map;

/**
 * The course of a crawl, which the crawler's tags control because crawlers have no arguments.
 *
 * @param crawling how long it runs: {@code demo-seconds}
 * @param stopping how long the crawler is STOPPING after it: {@code demo-stopping-seconds}
 * @param end how it ends: {@code demo-outcome}, COMPLETED or FAILED
 * @param message the error message of a failed crawl: {@code demo-message}
 */
record CrawlDemo(Duration crawling, Duration stopping, CrawlState end, String message) {

    /** Reads the tags; throws InvalidInputException for invalid values. */
    static CrawlDemo of(Map<String, String> tags, Timings timings) {
        return new CrawlDemo(
                seconds(tags, "demo-seconds", timings.crawling()),
                seconds(tags, "demo-stopping-seconds", timings.stopping()),
                end(tags.getOrDefault("demo-outcome", "COMPLETED")),
                tags.getOrDefault("demo-message", "The tag demo-outcome made the crawl end this way"));
    }

    private static Duration seconds(Map<String, String> tags, String tag, Duration otherwise) {
        String text = tags.get(tag);
        if (text == null) {
            return otherwise;
        }
        try {
            return Duration.ofMillis(Math.round(Math.max(0, Double.parseDouble(text)) * 1000));
        } catch (NumberFormatException e) {
            throw GlueError.invalidInput("Tag " + tag + " must be a number of seconds, not " + text);
        }
    }

    private static CrawlState end(String name) {
        return switch (name) {
            case "COMPLETED" -> CrawlState.COMPLETED;
            case "FAILED" -> CrawlState.FAILED;
            default -> throw GlueError.invalidInput("Tag demo-outcome must be COMPLETED or FAILED, not " + name);
        };
    }
}
