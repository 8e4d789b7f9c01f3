package io.glueconnector.fakeglue.crawlers;

import java.time.Instant;
import java.util.Optional;

/** The state of a crawl at one moment. */
public record CrawlSnapshot(
        String crawlerName,
        String id,
        CrawlState state,
        Optional<String> triggerName,
        Instant startTime,
        Optional<Instant> endTime,
        String errorMessage) {}
