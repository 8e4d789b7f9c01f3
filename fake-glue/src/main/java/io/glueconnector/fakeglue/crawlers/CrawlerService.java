package io.glueconnector.fakeglue.crawlers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.events.Events;
import io.glueconnector.fakeglue.protocol.ByScope;
import io.glueconnector.fakeglue.protocol.Call;
import io.glueconnector.fakeglue.protocol.Ids;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.Page;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.protocol.TagFilter;
import io.glueconnector.fakeglue.time.Timeline;
import io.glueconnector.fakeglue.time.Timings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;

/** Crawlers and their operations. Call its methods within a step of the timeline. */
public final class CrawlerService {
    private static final int PAGE = 100;
    private static final int CRAWLS_PAGE = 20;

    private final ByScope<Crawlers> crawlers = new ByScope<>(scope -> new Crawlers());
    private final Timeline timeline;
    private final Timings timings;
    private final CrawlerRunner runner;
    private final List<BiConsumer<Scope, CrawlSnapshot>> endListeners = new ArrayList<>();

    public CrawlerService(Timeline timeline, Timings timings, Events events, Ids ids) {
        this.timeline = timeline;
        this.timings = timings;
        this.runner = new CrawlerRunner(
                timeline,
                timings,
                events,
                ids,
                (crawler, crawl) -> endListeners.forEach(told -> told.accept(crawler.scope(), crawl)));
    }

    public List<Operation> operations() {
        return List.of(
                new Operation("CreateCrawler", CrawlerShapes.CREATE_CRAWLER, this::create),
                new Operation("GetCrawler", CrawlerShapes.ONE_CRAWLER, this::get),
                new Operation("BatchGetCrawlers", CrawlerShapes.BATCH_GET_CRAWLERS, this::batchGet),
                new Operation("ListCrawlers", CrawlerShapes.LIST_CRAWLERS, this::list),
                new Operation("StartCrawler", CrawlerShapes.ONE_CRAWLER, this::start),
                new Operation("StopCrawler", CrawlerShapes.ONE_CRAWLER, this::stop),
                new Operation("ListCrawls", CrawlerShapes.LIST_CRAWLS, this::listCrawls));
    }

    /** Sets the listener for the end of every crawl. */
    public void onEnd(BiConsumer<Scope, CrawlSnapshot> listener) {
        endListeners.add(listener);
    }

    /** Returns the tags of a crawler; empty if there is no such crawler. */
    public Optional<Map<String, String>> tags(Scope scope, String name) {
        return crawlers.of(scope).find(name).map(Crawler::tags);
    }

    public CrawlerState state(Scope scope, String name) {
        return crawlers.of(scope).get(name).state();
    }

    /** Returns a crawler's crawls, newest first. */
    public List<CrawlSnapshot> crawls(Scope scope, String name) {
        return crawlers.of(scope).get(name).crawls().stream()
                .map(Crawl::snapshot)
                .toList();
    }

    /** Starts a crawler on behalf of a trigger. Does nothing if it is busy. */
    public void start(Scope scope, String name, String triggerName) {
        Crawler crawler = crawlers.of(scope).get(name);
        if (crawler.state() == CrawlerState.READY) {
            runner.start(crawler, Optional.of(triggerName));
        }
    }

    /** Ends the running crawl now, regardless of the crawler's tags. */
    public void end(Scope scope, String name, CrawlState end, String message) {
        Crawler crawler = crawlers.of(scope).get(name);
        crawler.runningCrawl().ifPresent(crawl -> runner.finish(crawler, crawl, end, message));
    }

    public void clear() {
        crawlers.clear();
    }

    private ObjectNode create(Call call) {
        Map<String, String> tags = call.map("Tags");
        CrawlDemo.of(tags, timings);
        ObjectNode definition = call.input().deepCopy().without(List.of("Name", "Tags"));
        Crawler crawler = new Crawler(call.scope(), call.text("Name"), definition, tags, timeline.instant());
        crawlers.of(call.scope()).add(crawler);
        return Json.object();
    }

    private ObjectNode get(Call call) {
        ObjectNode answer = Json.object();
        answer.set("Crawler", crawler(call).toJson(timeline.instant()));
        return answer;
    }

    private ObjectNode batchGet(Call call) {
        Crawlers here = crawlers.of(call.scope());
        List<String> names = call.texts("CrawlerNames");
        ObjectNode answer = Json.object();
        answer.set(
                "Crawlers",
                Json.array(names.stream()
                        .flatMap(name -> here.find(name).stream())
                        .map(crawler -> crawler.toJson(timeline.instant()))
                        .toList()));
        answer.set(
                "CrawlersNotFound",
                Json.names(
                        names.stream().filter(name -> here.find(name).isEmpty()).toList()));
        return answer;
    }

    private ObjectNode list(Call call) {
        List<String> names = crawlers.of(call.scope()).all().stream()
                .filter(crawler -> TagFilter.matches(call, crawler.tags()))
                .map(Crawler::name)
                .toList();
        Page<String> page = Page.of(call, names, name -> name, call.map("Tags").toString(), PAGE, PAGE);
        return page.toJson("CrawlerNames", Json.names(page.elements()));
    }

    private ObjectNode start(Call call) {
        runner.start(crawler(call), Optional.empty());
        return Json.object();
    }

    private ObjectNode stop(Call call) {
        runner.stop(crawler(call));
        return Json.object();
    }

    private ObjectNode listCrawls(Call call) {
        Crawler crawler = crawlers.of(call.scope()).get(call.text("CrawlerName"));
        List<CrawlFilter> filters = StreamSupport.stream(
                        call.input().path("Filters").spliterator(), false)
                .map(CrawlFilter::of)
                .toList();
        List<Crawl> found = crawler.crawls().stream()
                .filter(crawl -> filters.stream().allMatch(filter -> filter.matches(crawl)))
                .toList();
        String selection = crawler.name() + filters;
        Page<Crawl> page = Page.of(call, found, Crawl::id, selection, CRAWLS_PAGE, PAGE);
        return page.toJson(
                "Crawls", Json.array(page.elements().stream().map(Crawl::toJson).toList()));
    }

    private Crawler crawler(Call call) {
        return crawlers.of(call.scope()).get(call.text("Name"));
    }
}
