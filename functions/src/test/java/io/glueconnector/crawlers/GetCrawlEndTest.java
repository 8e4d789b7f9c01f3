package io.glueconnector.crawlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.crawlers.CrawlState;
import io.glueconnector.fakeglue.faults.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what a workflow learns when it polls the crawl that it waits for. */
class GetCrawlEndTest {
    private static final String CRAWLER = "sales files";
    private static final String KEY = "monday";

    @RegisterExtension
    private final Functions functions = new Functions();

    private final GlueRequests requests = new GlueRequests(functions);

    @BeforeEach
    void createCrawler() {
        functions.account().createCrawler(CRAWLER, Map.of("demo-seconds", "600"));
    }

    private String crawl() {
        functions.account().startCrawler(CRAWLER);
        return functions.account().crawls(CRAWLER).getFirst().id();
    }

    private void end(CrawlState state, String message) {
        functions.account().endCrawl(CRAWLER, state, message);
        functions.glue().clock().advance(Duration.ofMinutes(5));
    }

    private Answer poll(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys", "name", CRAWLER));
        fields.putAll(more);
        return functions.call(GetCrawlEnd::new, fields);
    }

    /** Starts or adopts a crawl without getting its id from Glue. */
    private void startWithoutId(String outcome) {
        functions.glue().faults().next("ListCrawls", Fault.accessDenied("ListCrawls"));
        Answer started = functions.call(
                Action.START_CRAWLER,
                Door.DIRECT,
                Map.of("connection", "keys", "name", CRAWLER, "idempotencyKey", KEY, "ifRunning", "adopt"));
        assertThat(started.text("outcome")).contains(outcome);
        assertThat(started.text("crawlId")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, , false, false",
        "FAILED, no such bucket, true, false",
        "FAILED, Internal Service Exception, true, true"
    })
    void poll_endedCrawl_returnsItsEndWithOneCall(CrawlState state, String message, boolean bad, boolean retryable) {
        String crawl = crawl();
        end(state, message == null ? "" : message);

        Answer answer = poll(Map.of("crawlId", crawl));

        assertThat(answer.text("progress")).contains("ended");
        assertThat(answer.text("state")).contains(state.name());
        assertThat(answer.text("crawlId")).contains(crawl);
        assertThat(answer.body().has("retryable")).isEqualTo(bad);
        assertThat(answer.body().path("retryable").asBoolean()).isEqualTo(retryable);
        assertThat(answer.text("consoleUrl").orElseThrow()).endsWith("/crawlers/view/sales%20files");
        requests.wereOnly("ListCrawls");
    }

    @Test
    void poll_runningCrawl_isRunning() {
        String crawl = crawl();

        Answer answer = poll(Map.of("crawlId", crawl));

        assertThat(answer.text("progress")).contains("running");
        assertThat(answer.text("crawlId")).contains(crawl);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"CrawlId\": \"crawl-1\"}", "{\"State\": \"RUNNING\"}"})
    void poll_crawlWithoutAStateOrAnId_isARetryableFailure(String crawl) {
        functions.glue().faults().always("ListCrawls", Fault.body("{\"Crawls\": [%s]}".formatted(crawl)));

        Answer answer = poll(Map.of("crawlId", "crawl-1"));

        assertThat(answer.code()).isEqualTo("GlueFailure");
        assertThat(answer.body().path("retryable").asBoolean()).isTrue();
    }

    @Test
    void poll_withoutId_findsTheCrawlThatTheStartStarted() {
        crawl();
        end(CrawlState.FAILED, "before");
        startWithoutId("started");
        String own = functions.account().crawls(CRAWLER).getFirst().id();
        end(CrawlState.COMPLETED, "");
        crawl();

        Answer answer = poll(Map.of("idempotencyKey", KEY));

        assertThat(answer.text("crawlId")).contains(own);
        assertThat(answer.text("state")).contains("COMPLETED");
    }

    @Test
    void poll_withoutIdAndOnlyALaterCrawl_findsNone() {
        // Glue reports success but starts nothing.
        functions.glue().faults().next("StartCrawler", Fault.errorBefore(200, "", ""));
        startWithoutId("started");
        functions.glue().clock().advance(Duration.ofSeconds(15));
        crawl();

        assertThat(poll(Map.of("idempotencyKey", KEY)).text("progress")).contains("notShown");
        assertThat(poll(Map.of("idempotencyKey", "another")).text("progress")).contains("notShown");
    }

    @Test
    void poll_keyOfAJob_isRejectedAlthoughACrawlStartedThen() {
        functions.account().createJob("nightly");
        functions.call(
                Action.START_JOB_RUN,
                Door.DIRECT,
                Map.of("connection", "keys", "name", "nightly", "idempotencyKey", KEY));
        crawl();

        Answer answer = poll(Map.of("idempotencyKey", KEY));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail())
                .startsWith("idempotencyKey: expected the key of a start of crawler sales files, but got the key of a"
                        + " StartJobRun of nightly.");
    }

    @Test
    void poll_keyOfAnotherCrawler_isRejectedAlthoughACrawlStartedThen() {
        startWithoutId("started");
        functions.account().createCrawler("other files", Map.of("demo-seconds", "600"));
        functions.account().startCrawler("other files");

        Answer answer = poll(Map.of("idempotencyKey", KEY, "name", "other files"));

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).contains("but got the key of a StartCrawler of sales files.");
    }

    @Test
    void poll_adoptedWithoutId_findsTheCrawlThatRanThen() {
        crawl();
        end(CrawlState.FAILED, "before");
        String adopted = crawl();
        functions.glue().clock().advance(Duration.ofMinutes(5));
        startWithoutId("adopted");
        assertThat(poll(Map.of("idempotencyKey", KEY)).text("crawlId")).contains(adopted);
        end(CrawlState.COMPLETED, "");
        crawl();

        Answer answer = poll(Map.of("idempotencyKey", KEY));

        assertThat(answer.text("crawlId")).contains(adopted);
        assertThat(answer.text("state")).contains("COMPLETED");
    }

    @Test
    void poll_adoptedWithoutIdAmongTwo_saysThatItIsAmbiguous() {
        crawl();
        functions.account().endCrawl(CRAWLER, CrawlState.COMPLETED, "");
        functions.glue().clock().advance(Duration.ofSeconds(1));
        crawl();
        startWithoutId("adopted");

        Answer answer = poll(Map.of("idempotencyKey", KEY));

        assertThat(answer.text("progress")).contains("notShown");
        assertThat(answer.text("reason").orElseThrow()).contains("more than one crawl ran");
    }

    @Test
    void poll_unlistedCrawl_isNeitherRunningNorEnded() {
        crawl();

        assertThat(poll(Map.of("crawlId", "another")).text("progress")).contains("notShown");
    }

    @Test
    void poll_historyDenied_isAccessDenied() {
        startWithoutId("started");
        functions.glue().faults().always("ListCrawls", Fault.accessDenied("ListCrawls"));

        assertThat(poll(Map.of("idempotencyKey", KEY)).code()).isEqualTo("AccessDenied");
    }

    @Test
    void poll_missingCrawlerOrNoCrawl_isRejected() {
        assertThat(poll(Map.of("crawlId", "any", "name", "nobody's")).code()).isEqualTo("NotFound");
        assertThat(poll(Map.of()).detail()).startsWith("crawlId: expected either crawlId or idempotencyKey");
        assertThat(poll(Map.of("crawlId", "any", "idempotencyKey", KEY)).code()).isEqualTo("InvalidRequest");
    }
}
