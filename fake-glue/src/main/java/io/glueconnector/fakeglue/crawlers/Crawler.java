package io.glueconnector.fakeglue.crawlers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A crawler with its state and its crawls. Guarded by the timeline. */
final class Crawler {
    private final Scope scope;
    private final String name;
    private final ObjectNode definition;
    private final Map<String, String> tags;
    private final Instant createdOn;
    private final Deque<Crawl> newestFirst = new ArrayDeque<>();
    private CrawlerState state = CrawlerState.READY;

    Crawler(Scope scope, String name, ObjectNode definition, Map<String, String> tags, Instant createdOn) {
        this.scope = scope;
        this.name = name;
        this.definition = definition;
        this.tags = tags;
        this.createdOn = createdOn;
    }

    Scope scope() {
        return scope;
    }

    String name() {
        return name;
    }

    Map<String, String> tags() {
        return tags;
    }

    CrawlerState state() {
        return state;
    }

    void enter(CrawlerState next) {
        state = next;
    }

    void begin(Crawl crawl) {
        state = CrawlerState.RUNNING;
        newestFirst.addFirst(crawl);
    }

    List<Crawl> crawls() {
        return List.copyOf(newestFirst);
    }

    Optional<Crawl> runningCrawl() {
        return newestFirst.stream().filter(Crawl::isRunning).findFirst();
    }

    ObjectNode toJson(Instant now) {
        ObjectNode json = Json.object().put("Name", name).setAll(definition);
        if (definition.has("Schedule")) {
            String expression = definition.path("Schedule").asText();
            json.putObject("Schedule").put("ScheduleExpression", expression).put("State", "SCHEDULED");
        }
        json.put("State", state.name());
        json.put("CrawlElapsedTime", elapsed(now).toMillis());
        json.put("CreationTime", Json.timestamp(createdOn)).put("LastUpdated", Json.timestamp(createdOn));
        json.put("Version", 1);
        newestFirst.stream()
                .filter(crawl -> !crawl.isRunning())
                .findFirst()
                .ifPresent(last -> json.set("LastCrawl", last.toLastCrawlJson()));
        return json;
    }

    private Duration elapsed(Instant now) {
        return runningCrawl()
                .map(crawl -> Duration.between(crawl.startTime(), now))
                .orElse(Duration.ZERO);
    }
}
