package io.glueconnector.fakeglue.crawlers;

import io.glueconnector.fakeglue.protocol.GlueError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The crawlers of one account and Region, by name. Guarded by the timeline. */
final class Crawlers {
    private final Map<String, Crawler> crawlers = new TreeMap<>();

    void add(Crawler crawler) {
        if (crawlers.putIfAbsent(crawler.name(), crawler) != null) {
            throw GlueError.alreadyExists("Crawler already exists: " + crawler.name());
        }
    }

    Optional<Crawler> find(String name) {
        return Optional.ofNullable(crawlers.get(name));
    }

    Crawler get(String name) {
        return find(name).orElseThrow(() -> GlueError.notFound("Crawler with name " + name + " does not exist"));
    }

    List<Crawler> all() {
        return List.copyOf(crawlers.values());
    }
}
