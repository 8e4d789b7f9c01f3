package io.glueconnector.crawlers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Connections;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.EveryWay;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.crawlers.CrawlerState;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.protocol.Json;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the actions on crawlers. */
class CrawlerContractTest {
    private static final Duration CRAWLING = Duration.ofSeconds(5);
    private static final Duration STOPPING = Duration.ofSeconds(1);

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    @BeforeEach
    void createCrawler() {
        functions.account().createCrawler("sales");
    }

    private String crawlId() {
        return functions.account().crawls("sales").getFirst().id();
    }

    private Answer start(Door door, String ifRunning) {
        return functions.call(
                Action.START_CRAWLER, door, Map.of("connection", "keys", "name", "sales", "ifRunning", ifRunning));
    }

    private Answer stop(Door door) {
        return functions.call(Action.STOP_CRAWLER, door, Map.of("connection", "keys", "name", "sales"));
    }

    @EveryWay
    void startCrawler_everyWay_startsACrawlAndReturnsItsId(Door door, Connections connection) {
        Answer answer = functions.call(
                Action.START_CRAWLER, door, Map.of("connection", connection.connection(), "name", "sales"));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"outcome": "started", "crawlId": "%s", "replayed": false, "protected": false}""".formatted(crawlId())));
        assertThat(functions.account().crawls("sales")).hasSize(1);
        assertThat(functions.account().crawlerState("sales")).isEqualTo(CrawlerState.RUNNING);
        requests.sent("StartCrawler", """
                {"Name": "sales"}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @EveryWay
    void stopCrawler_everyWay_stopsTheCrawl(Door door, Connections connection) {
        functions.account().startCrawler("sales");

        Answer answer = functions.call(
                Action.STOP_CRAWLER, door, Map.of("connection", connection.connection(), "name", "sales"));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"outcome": "stopping"}"""));
        assertThat(functions.account().crawlerState("sales")).isEqualTo(CrawlerState.STOPPING);
        requests.wereOnly("StopCrawler");
        requests.sent("StopCrawler", """
                {"Name": "sales"}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @EveryWay
    void listCrawlers_everyWay_returnsNames(Door door, Connections connection) {
        functions.account().createCrawler("returns");

        Answer answer = functions.call(Action.LIST_CRAWLERS, door, Map.of("connection", connection.connection()));

        assertThat(answer.body()).isEqualTo(Json.parse("""
                {"names": ["returns", "sales"]}"""));
        requests.sent("ListCrawlers", """
                {"MaxResults": 50}""");
        requests.wereSignedBy(connection, Functions.REGION);
    }

    @ParameterizedTest
    @EnumSource
    void startCrawler_thatRuns_failsWithARetryDelay(Door door) {
        functions.account().startCrawler("sales");

        Answer answer = start(door, "fail");

        assertThat(answer.code()).isEqualTo("AlreadyRunning");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.retryAfterSeconds()).hasValue(60);
        assertThat(answer.detail()).contains("crawler sales");
        assertThat(functions.account().crawls("sales")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void startCrawler_thatRuns_isAdoptedIfRequested(Door door) {
        functions.account().startCrawler("sales");

        Answer answer = start(door, "adopt");

        assertThat(answer.text("outcome")).contains("adopted");
        assertThat(answer.text("crawlId")).contains(crawlId());
        assertThat(functions.account().crawls("sales")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "adopt"})
    void startCrawler_stoppingAfterItsCrawl_isNotReadyYet(String ifRunning) {
        functions.account().startCrawler("sales");
        functions.glue().clock().advance(CRAWLING);

        for (Door door : Door.values()) {
            isNotReady(start(door, ifRunning));
        }

        functions.glue().clock().advance(STOPPING);
        assertThat(start(Door.DIRECT, ifRunning).text("outcome")).contains("started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "adopt"})
    void startCrawler_thatIsStopping_isNotAdopted(String ifRunning) {
        functions.account().startCrawler("sales");
        stop(Door.DIRECT);

        for (Door door : Door.values()) {
            isNotReady(start(door, ifRunning));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "adopt"})
    void startCrawler_glueReportsStopping_isNotReady(String ifRunning) {
        functions.account().startCrawler("sales");
        functions.glue().clock().advance(CRAWLING);
        // AWS does not document which of two errors Glue returns for a start while the crawler is stopping.
        functions
                .glue()
                .faults()
                .always("StartCrawler", Fault.errorBefore(400, "CrawlerStoppingException", "The crawler is stopping"));

        isNotReady(start(Door.DIRECT, ifRunning));
    }

    @Test
    void startCrawler_busyWithoutPermissionToGetIt_adoptsNothing() {
        functions.account().startCrawler("sales");
        functions.glue().faults().always("GetCrawler", Fault.accessDenied("GetCrawler"));

        Answer failing = start(Door.DIRECT, "fail");
        Answer adopting = start(Door.DIRECT, "adopt");

        assertThat(failing.code()).isEqualTo("AlreadyRunning");
        assertThat(failing.retryAfterSeconds()).hasValue(60);
        assertThat(adopting.code()).isEqualTo("AccessDenied");
        assertThat(adopting.detail()).contains("glue:GetCrawler");
    }

    private void isNotReady(Answer answer) {
        assertThat(answer.code()).isEqualTo("AlreadyRunning");
        assertThat(answer.retryAfterSeconds()).hasValue(10);
        assertThat(functions.account().crawls("sales")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void startCrawler_readyAndAdopting_isStarted(Door door) {
        assertThat(start(door, "adopt").text("outcome")).contains("started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "FAIL", "", "queueNext"})
    void startCrawler_invalidIfRunning_isRejected(String ifRunning) {
        Answer answer = start(Door.DIRECT, ifRunning);

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith("ifRunning: expected one of fail, adopt");
        requests.wereNone();
    }

    @Test
    void startCrawler_historyDenied_startsAndOmitsTheId() {
        functions.glue().faults().always("ListCrawls", Fault.accessDenied("ListCrawls"));

        Answer answer = start(Door.DIRECT, "fail");

        assertThat(answer.text("outcome")).contains("started");
        assertThat(answer.body().has("crawlId")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void startCrawler_afterAnEarlierCrawl_returnsTheNewOne(Door door) {
        functions.account().startCrawler("sales");
        String earlier = crawlId();
        functions.glue().clock().advance(Duration.ofMinutes(5));

        Answer answer = start(door, "fail");

        assertThat(crawlId()).isNotEqualTo(earlier);
        assertThat(answer.text("crawlId")).contains(crawlId());
    }

    @ParameterizedTest
    @EnumSource
    void stopCrawler_thatIsNotRunning_isNotRunning(Door door) {
        assertThat(stop(door).text("outcome")).contains("notRunning");
        requests.wereOnly("StopCrawler");
    }

    @ParameterizedTest
    @EnumSource
    void stopCrawler_twice_isStoppingTwice(Door door) {
        functions.account().startCrawler("sales");

        assertThat(stop(door).text("outcome")).contains("stopping");
        assertThat(stop(door).text("outcome")).contains("stopping");
    }

    @ParameterizedTest
    @EnumSource
    void startAndStop_missingCrawler_isNotFound(Door door) {
        Map<String, Object> fields = Map.of("connection", "keys", "name", "nobody");
        for (Action action : new Action[] {Action.START_CRAWLER, Action.STOP_CRAWLER}) {
            Answer answer = functions.call(action, door, fields);

            assertThat(answer.code()).isEqualTo("NotFound");
            assertThat(answer.detail()).contains("crawler nobody");
        }
    }

    @ParameterizedTest
    @EnumSource
    void startCrawler_sameKeyAgain_isReplayed(Door door) {
        Map<String, Object> fields = Map.of("connection", "keys", "name", "sales", "idempotencyKey", "monday");
        JsonNode first = functions.call(Action.START_CRAWLER, door, fields).body();

        JsonNode second = functions.call(Action.START_CRAWLER, door, fields).body();

        assertThat(second.path("replayed").asBoolean()).isTrue();
        assertThat(second.path("crawlId")).isEqualTo(first.path("crawlId"));
        assertThat(functions.account().crawls("sales")).hasSize(1);
    }
}
