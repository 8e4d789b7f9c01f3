package io.glueconnector.once;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.testing.DrivenClock;
import io.glueconnector.testing.StubServer.Reply;
import io.glueconnector.testing.StubServer.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A model of Glue's starts and lists at their worst: it lists runs late, in pages of two or three, mixed with runs of other
 * callers, some without their arguments, and sometimes with repeated page tokens. A trigger's runs start some time after it
 * fires.
 */
final class ModelGlue {
    static final String STRANGER = "stranger";

    private static final String TOKEN = "--glue-connector-start-token";
    private static final String TRIGGER = "now";

    private final DrivenClock clock;
    private final Random random;
    private final Duration lag;
    private final List<Begun> begun = new ArrayList<>();
    private boolean listsAll;

    /**
     * A run or crawl.
     *
     * @param by the invocation that started it
     * @param shownAt the time from which Glue lists it
     * @param origin the fields that show its origin: its arguments, its trigger, the run that it retries
     * @param isListedWhole whether the list of runs shows its arguments
     */
    record Begun(
            String id,
            String by,
            Instant startedOn,
            Instant shownAt,
            Instant endsAt,
            Map<String, Object> origin,
            boolean isListedWhole) {}

    ModelGlue(DrivenClock clock, Random random, Duration lag) {
        this.clock = clock;
        this.random = random;
        this.lag = lag;
    }

    List<Begun> begun() {
        return begun;
    }

    /** Returns the runs and crawls that an invocation, or a start's invocations, started. */
    List<Begun> begunBy(String key) {
        return begun.stream().filter(it -> it.by().equals(key)).toList();
    }

    /** Makes every list complete from now on. */
    void listAll() {
        listsAll = true;
    }

    /** Starts a run of another caller, with or without arguments or by another trigger, or a retry of one of our runs by Glue. */
    void strangerStarts() {
        Map<String, Object> origin = switch (random.nextInt(4)) {
            case 0 -> Map.of();
            case 1 -> Map.of("Arguments", Map.of("--by", STRANGER));
            case 2 -> Map.of("TriggerName", "another");
            default ->
                begun.isEmpty()
                        ? Map.of()
                        : Map.of(
                                "TriggerName",
                                TRIGGER,
                                "PreviousRunId",
                                begun.getFirst().id());
        };
        begin(STRANGER, Duration.ZERO, origin);
    }

    Reply answer(Request request, String by) {
        JsonNode input = Json.parse(request.body());
        return switch (request.operation()) {
            case "StartJobRun" ->
                reply(Map.of(
                        "JobRunId", begin(by, Duration.ZERO, arguments(input)).id()));
            case "StartTrigger" -> {
                begin(by, Duration.ofSeconds(random.nextInt(9)), Map.of("TriggerName", TRIGGER));
                yield reply(Map.of("Name", TRIGGER));
            }
            case "StartCrawler" -> startCrawler(by);
            case "GetCrawler" ->
                reply(Map.of("Crawler", Map.of("State", running().isPresent() ? "RUNNING" : "READY")));
            case "GetJobRuns" ->
                reply(page(
                        input,
                        "JobRuns",
                        shown().stream()
                                .map(run -> jobRun(run, run.isListedWhole()))
                                .toList()));
            case "GetJobRun" ->
                reply(Map.of("JobRun", jobRun(run(input.path("RunId").asText()), true)));
            case "ListCrawls" ->
                reply(page(
                        input,
                        "Crawls",
                        shown().stream()
                                .filter(it -> matches(it, input))
                                .map(this::crawl)
                                .toList()));
            case "GetTrigger" ->
                reply(Map.of(
                        "Trigger",
                        Map.of(
                                "Name",
                                TRIGGER,
                                "Type",
                                "ON_DEMAND",
                                "State",
                                "CREATED",
                                "Actions",
                                List.of(Map.of("JobName", "nightly")))));
            case String other -> throw new IllegalArgumentException(other);
        };
    }

    private Begun run(String id) {
        return begun.stream().filter(it -> it.id().equals(id)).findFirst().orElseThrow();
    }

    private Begun begin(String by, Duration later, Map<String, Object> origin) {
        Instant start = clock.instant().plus(later);
        Instant end = start.plusSeconds(10 + random.nextInt(60));
        Instant shown = clock.instant().plus(lag);
        Begun one = new Begun(
                "jr_" + (begun.size() + 1),
                by,
                start,
                shown.isBefore(start) ? start : shown,
                end,
                origin,
                random.nextInt(4) > 0);
        begun.add(one);
        return one;
    }

    private Reply startCrawler(String by) {
        if (running().isPresent()) {
            return Reply.failure(400, "CrawlerRunningException", "the crawler is running");
        }
        begin(by, Duration.ZERO, Map.of());
        return reply(Map.of());
    }

    private Optional<Begun> running() {
        return begun.stream()
                .filter(it -> clock.instant().isBefore(it.endsAt()))
                .findFirst();
    }

    private List<Begun> shown() {
        return begun.stream()
                .filter(it -> !clock.instant().isBefore(it.shownAt()))
                .sorted((one, other) -> other.startedOn().compareTo(one.startedOn()))
                .toList();
    }

    private boolean matches(Begun crawl, JsonNode input) {
        for (JsonNode filter : input.path("Filters")) {
            long value = filter.path("FieldValue").asLong();
            boolean holds = switch (filter.path("FilterOperator").asText()) {
                case "GE" -> crawl.startedOn().toEpochMilli() >= value;
                case "LE" -> crawl.startedOn().toEpochMilli() <= value;
                case String _ -> clock.instant().isBefore(crawl.endsAt());
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private Map<String, Object> page(JsonNode input, String member, List<Map<String, Object>> all) {
        int from = input.path("NextToken").asInt(0);
        int to = Math.min(all.size(), from + 2 + random.nextInt(2));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put(member, all.subList(from, to));
        if (to < all.size()) {
            boolean inCircles = !listsAll && random.nextInt(4) == 0;
            page.put("NextToken", String.valueOf(inCircles ? from : to));
        }
        return page;
    }

    private Map<String, Object> jobRun(Begun run, boolean whole) {
        Map<String, Object> json = new HashMap<>(run.origin());
        json.put("Id", run.id());
        json.put("StartedOn", run.startedOn().getEpochSecond());
        if (!whole) {
            json.remove("Arguments");
        }
        return json;
    }

    private Map<String, Object> crawl(Begun crawl) {
        return Map.of("CrawlId", crawl.id(), "StartTime", crawl.startedOn().getEpochSecond());
    }

    private static Map<String, Object> arguments(JsonNode input) {
        return Map.of(
                "Arguments", Map.of(TOKEN, input.path("Arguments").path(TOKEN).asText()));
    }

    private static Reply reply(Map<String, Object> members) {
        return Reply.json(200, io.glueconnector.json.Json.write(members));
    }
}
