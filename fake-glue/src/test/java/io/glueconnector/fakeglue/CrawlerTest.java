package io.glueconnector.fakeglue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.crawlers.CrawlState;
import io.glueconnector.fakeglue.time.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlerNotRunningException;
import software.amazon.awssdk.services.glue.model.CrawlerRunningException;
import software.amazon.awssdk.services.glue.model.CrawlerStoppingException;
import software.amazon.awssdk.services.glue.model.CrawlsFilter;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.ListCrawlersResponse;
import software.amazon.awssdk.services.glue.model.ListCrawlsResponse;
import software.amazon.awssdk.services.glue.model.S3Target;

class CrawlerTest {
    private final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen()
            .withTimings(Timings.quick().withCrawling(Duration.ofSeconds(10)).withStopping(Duration.ofSeconds(3))));
    private final GlueClient client = Sdk.client(glue);
    private final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    private void start(String name) {
        client.startCrawler(request -> request.name(name));
    }

    private Crawler get(String name) {
        return client.getCrawler(request -> request.name(name)).crawler();
    }

    private static CrawlsFilter filter(String field, String operator, String value) {
        return CrawlsFilter.builder()
                .fieldName(field)
                .filterOperator(operator)
                .fieldValue(value)
                .build();
    }

    private void advance(long seconds) {
        glue.clock().advance(Duration.ofSeconds(seconds));
    }

    private void crawl(String name) {
        start(name);
        advance(13);
    }

    @Test
    void getCrawler_created_isReadyWithoutCrawl() {
        client.createCrawler(request -> request.name("lake")
                .role("glue")
                .databaseName("raw")
                .schedule("cron(0 1 * * ? *)")
                .targets(targets -> targets.s3Targets(
                        S3Target.builder().path("s3://lake/raw").build())));

        Crawler crawler = get("lake");

        assertThat(crawler.stateAsString()).isEqualTo("READY");
        assertThat(crawler.databaseName()).isEqualTo("raw");
        assertThat(crawler.targets().s3Targets().getFirst().path()).isEqualTo("s3://lake/raw");
        assertThat(crawler.schedule().scheduleExpression()).isEqualTo("cron(0 1 * * ? *)");
        assertThat(crawler.schedule().stateAsString()).isEqualTo("SCHEDULED");
        assertThat(crawler.lastCrawl()).isNull();
    }

    @Test
    void createCrawler_nameTaken_isRejected() {
        account.createCrawler("lake");

        assertThatThrownBy(() -> client.createCrawler(
                        request -> request.name("lake").role("glue").targets(targets -> {})))
                .isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void createCrawler_invalidDemoTags_areRejected() {
        assertThatThrownBy(() -> account.createCrawler("lake", Map.of("demo-outcome", "STOPPED")))
                .hasMessageContaining("demo-outcome");
        assertThatThrownBy(() -> account.createCrawler("lake", Map.of("demo-seconds", "soon")))
                .hasMessageContaining("demo-seconds");
        assertThatThrownBy(() -> account.createCrawler("lake", Map.of("demo-stopping-seconds", "long")))
                .hasMessageContaining("demo-stopping-seconds");
    }

    @Test
    void startAndStopCrawler_stoppingTimeGiven_isStoppingForThatTime() {
        account.createCrawler("lake", Map.of("demo-stopping-seconds", "20"));

        start("lake");
        advance(29);
        assertThat(get("lake").stateAsString()).isEqualTo("STOPPING");
        assertThatThrownBy(() -> start("lake")).isInstanceOf(CrawlerRunningException.class);
        advance(1);
        assertThat(get("lake").stateAsString()).isEqualTo("READY");

        start("lake");
        client.stopCrawler(request -> request.name("lake"));
        advance(19);
        assertThat(get("lake").stateAsString()).isEqualTo("STOPPING");
        advance(1);
        assertThat(get("lake").stateAsString()).isEqualTo("READY");
    }

    @Test
    void startCrawler_asTimePasses_runsStopsAndIsReadyAgain() {
        account.createCrawler("lake");

        start("lake");

        advance(4);
        assertThat(get("lake").stateAsString()).isEqualTo("RUNNING");
        assertThat(get("lake").crawlElapsedTime()).isEqualTo(4000);
        advance(6);
        assertThat(get("lake").stateAsString()).isEqualTo("STOPPING");
        assertThat(get("lake").lastCrawl().statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(get("lake").lastCrawl().startTime()).isEqualTo("2026-01-01T12:00:00Z");
        advance(3);
        assertThat(get("lake").stateAsString()).isEqualTo("READY");
    }

    @Test
    void startCrawler_busy_isRejected() {
        account.createCrawler("lake");
        start("lake");

        assertThatThrownBy(() -> start("lake")).isInstanceOf(CrawlerRunningException.class);
        advance(10);
        assertThatThrownBy(() -> start("lake")).isInstanceOf(CrawlerRunningException.class);
        advance(3);
        start("lake");
        assertThat(account.crawls("lake")).hasSize(2);
    }

    @Test
    void startCrawler_demoOutcomeFailed_failsWithItsMessage() {
        account.createCrawler(
                "lake", Map.of("demo-outcome", "FAILED", "demo-message", "no access", "demo-seconds", "2"));

        start("lake");
        advance(2);

        assertThat(get("lake").lastCrawl().statusAsString()).isEqualTo("FAILED");
        assertThat(get("lake").lastCrawl().errorMessage()).isEqualTo("no access");
    }

    @Test
    void stopCrawler_running_isStoppingThenReadyAndCrawlIsStopped() {
        account.createCrawler("lake");
        start("lake");
        advance(5);

        client.stopCrawler(request -> request.name("lake"));

        assertThat(get("lake").stateAsString()).isEqualTo("STOPPING");
        assertThatThrownBy(() -> client.stopCrawler(request -> request.name("lake")))
                .isInstanceOf(CrawlerStoppingException.class);
        advance(20);
        assertThat(get("lake").stateAsString()).isEqualTo("READY");
        assertThat(get("lake").lastCrawl().statusAsString()).isEqualTo("CANCELLED");
        assertThat(account.crawls("lake").getFirst().state()).isEqualTo(CrawlState.STOPPED);
    }

    @Test
    void stopCrawler_ready_isRejected() {
        account.createCrawler("lake");

        assertThatThrownBy(() -> client.stopCrawler(request -> request.name("lake")))
                .isInstanceOf(CrawlerNotRunningException.class);
    }

    @Test
    void anyOperation_unknownCrawler_isNotFound() {
        assertThatThrownBy(() -> start("missing"))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("Crawler with name missing does not exist");
        assertThatThrownBy(() -> client.stopCrawler(request -> request.name("missing")))
                .isInstanceOf(EntityNotFoundException.class);
        assertThatThrownBy(() -> get("missing")).isInstanceOf(EntityNotFoundException.class);
        assertThatThrownBy(() -> client.listCrawls(request -> request.crawlerName("missing")))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void batchGetCrawlers_someUnknown_namesThem() {
        account.createCrawler("lake");

        var answer = client.batchGetCrawlers(request -> request.crawlerNames("lake", "sea"));

        assertThat(answer.crawlers()).extracting(Crawler::name).containsExactly("lake");
        assertThat(answer.crawlersNotFound()).containsExactly("sea");
    }

    @Test
    void listCrawlers_moreRequested_returnsAHundredPerPage() {
        List<String> names = IntStream.range(0, 130)
                .mapToObj(i -> "crawler-%03d".formatted(i))
                .toList();
        names.forEach(account::createCrawler);

        ListCrawlersResponse first = client.listCrawlers(request -> request.maxResults(1000));
        ListCrawlersResponse second = client.listCrawlers(request -> request.nextToken(first.nextToken()));

        assertThat(first.crawlerNames()).containsExactlyElementsOf(names.subList(0, 100));
        assertThat(second.crawlerNames()).containsExactlyElementsOf(names.subList(100, 130));
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void listCrawlers_tags_listsCrawlersWithAllOfThem() {
        account.createCrawler("both", Map.of("env", "prod", "team", "a"));
        account.createCrawler("one", Map.of("env", "prod"));

        assertThat(client.listCrawlers(request -> request.tags(Map.of("env", "prod", "team", "a")))
                        .crawlerNames())
                .containsExactly("both");
    }

    @Test
    void listCrawls_several_returnsPagesNewestFirst() {
        account.createCrawler("lake");
        List<Instant> starts = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            starts.addFirst(glue.clock().instant());
            crawl("lake");
        }

        ListCrawlsResponse first = client.listCrawls(request -> request.crawlerName("lake"));
        ListCrawlsResponse second =
                client.listCrawls(request -> request.crawlerName("lake").nextToken(first.nextToken()));

        assertThat(first.crawls())
                .extracting(CrawlerHistory::startTime)
                .containsExactlyElementsOf(starts.subList(0, 20));
        assertThat(second.crawls())
                .extracting(CrawlerHistory::startTime)
                .containsExactlyElementsOf(starts.subList(20, 25));
        assertThat(first.crawls().getFirst().stateAsString()).isEqualTo("COMPLETED");
        assertThat(first.crawls().getFirst().dpuHour()).isPositive();
        assertThat(first.crawls().getFirst().crawlId()).hasSize(36);
    }

    @ParameterizedTest
    @CsvSource({
        "START_TIME, GE, 1767268813000, 2",
        "START_TIME, GT, 1767268813000, 1",
        "START_TIME, LT, 1767268813000, 1",
        "START_TIME, LE, 1767268813000, 2",
        "START_TIME, EQ, 1767268813000, 1",
        "START_TIME, NE, 1767268813000, 2",
        "END_TIME, GE, 1767268810000, 2",
        "STATE, EQ, RUNNING, 1",
        "STATE, NE, RUNNING, 2",
        "DPU_HOUR, GT, 0, 2"
    })
    void listCrawls_filter_selects(String field, String operator, String value, int expected) {
        account.createCrawler("lake");
        crawl("lake");
        crawl("lake");
        start("lake");

        assertThat(client.listCrawls(request -> request.crawlerName("lake").filters(filter(field, operator, value)))
                        .crawls())
                .hasSize(expected);
    }

    @Test
    void listCrawls_crawlId_returnsThatCrawl() {
        account.createCrawler("lake");
        crawl("lake");
        crawl("lake");
        String id = account.crawls("lake").getLast().id();

        assertThat(client.listCrawls(request -> request.crawlerName("lake").filters(filter("CRAWL_ID", "EQ", id)))
                        .crawls())
                .extracting(CrawlerHistory::crawlId)
                .containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource({"START_TIME, GE, yesterday", "STATE, GT, RUNNING", "STATE, EQ, SUCCEEDED", "CRAWL_ID, LE, x"})
    void listCrawls_invalidFilter_isRejected(String field, String operator, String value) {
        account.createCrawler("lake");
        start("lake");

        assertThatThrownBy(() -> client.listCrawls(
                        request -> request.crawlerName("lake").filters(filter(field, operator, value))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void events_succeededCrawl_sendsStartedAndSucceededInGluesFormat() {
        account.createCrawler("lake");

        crawl("lake");

        List<JsonNode> details =
                glue.events().stream().<JsonNode>map(event -> event.detail()).toList();
        assertThat(glue.events()).allMatch(event -> event.detailType().equals("Glue Crawler State Change"));
        assertThat(details).hasSize(2);
        assertThat(details.getFirst().toString())
                .isEqualTo("{\"accountId\":\"000000000000\",\"crawlerName\":\"lake\",\"state\":\"Started\","
                        + "\"message\":\"Crawler Started\",\"startTime\":\"2026-01-01T12:00:00Z\"}");
        assertThat(details.getLast().path("state").asText()).isEqualTo("Succeeded");
        assertThat(details.getLast().path("runningTime (sec)").textValue()).isEqualTo("10");
        assertThat(details.getLast().path("tablesCreated").textValue()).isEqualTo("0");
        assertThat(details.getLast().path("completionDate").asText()).isEqualTo("2026-01-01T12:00:10Z");
    }

    @Test
    void events_failedAndStoppedCrawls_onlyTheFailedOneHasAnEndEvent() {
        account.createCrawler("lake");
        account.startCrawler("lake");
        account.endCrawl("lake", CrawlState.FAILED, "boom");
        advance(3);
        start("lake");
        client.stopCrawler(request -> request.name("lake"));
        advance(20);

        assertThat(glue.events())
                .extracting(event -> event.detail().path("state").asText())
                .containsExactly("Started", "Failed", "Started");
        assertThat(glue.events().get(1).detail().path("errorMessage").asText()).isEqualTo("boom");
    }
}
