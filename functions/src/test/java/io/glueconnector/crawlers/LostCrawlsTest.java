package io.glueconnector.crawlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Action;
import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Door;
import io.glueconnector.contract.Functions;
import io.glueconnector.fakeglue.crawlers.CrawlState;
import io.glueconnector.fakeglue.faults.Fault;
import io.glueconnector.fakeglue.protocol.ReceivedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the search for a crawl after a lost response: how far it goes, and that it never takes another start's crawl. */
class LostCrawlsTest {
    private static final String CRAWLER = "sales";
    private static final Duration SETTLED = Duration.ofMinutes(2);

    @RegisterExtension
    private final Functions functions = new Functions();

    @BeforeEach
    void createCrawler() {
        functions.account().createCrawler(CRAWLER, Map.of("demo-seconds", "600"));
    }

    private Answer start(String key) {
        return functions.call(
                Action.START_CRAWLER,
                Door.DIRECT,
                Map.of("connection", "keys", "name", CRAWLER, "idempotencyKey", key));
    }

    private void replyToSearch(Fault... pages) {
        Stream.of(pages).forEach(page -> functions.glue().faults().next("ListCrawls", page));
    }

    private static Fault page(String crawls, String token) {
        return Fault.body("{\"Crawls\": [%s]%s}"
                .formatted(crawls, token.isEmpty() ? "" : ", \"NextToken\": \"%s\"".formatted(token)));
    }

    private String crawl(String id) {
        return "{\"CrawlId\": \"%s\", \"State\": \"RUNNING\", \"StartTime\": %d}"
                .formatted(id, functions.glue().clock().instant().getEpochSecond());
    }

    private int searches() {
        return functions.glue().requests("ListCrawls").size();
    }

    @Test
    void search_crawlOnTheSecondPage_findsIt() {
        functions.glue().faults().next("StartCrawler", Fault.resetAfter());
        replyToSearch(page("", "2"), page(crawl("crawl-1"), ""));

        assertThat(start("monday").text("crawlId")).contains("crawl-1");

        assertThat(functions.glue().requests("ListCrawls"))
                .extracting(ReceivedRequest::body)
                .extracting(body -> body.path("NextToken").asText())
                .containsExactly("", "2");
    }

    static Stream<List<Fault>> incompleteLists() {
        return Stream.of(
                List.of(page("", "2"), page("", "3"), page("", "2")),
                List.of(page("", "2"), Fault.emptyObject()),
                List.of(Fault.emptyObject()),
                Stream.iterate(1, page -> page + 1)
                        .limit(10)
                        .map(page -> page("", "page " + page))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("incompleteLists")
    void search_incompleteList_startsNoSecondCrawl(List<Fault> pages) {
        functions.glue().faults().next("StartCrawler", Fault.resetAfter());
        functions.glue().faults().next("ListCrawls", Fault.accessDenied("ListCrawls"));
        assertThat(start("monday").code()).isEqualTo("OutcomeUnknown");
        functions.glue().clock().advance(SETTLED);
        int before = searches();
        replyToSearch(pages.toArray(Fault[]::new));

        Answer again = start("monday");

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(again.detail()).contains("Glue did not list all recent crawls");
        assertThat(searches() - before).isEqualTo(pages.size());
        assertThat(functions.glue().requests("StartCrawler")).hasSize(1);
        assertThat(start("monday").text("crawlId"))
                .contains(functions.account().crawls(CRAWLER).getFirst().id());
    }

    @Test
    void search_onlyTheCrawlOfAnEarlierStart_doesNotTakeIt() {
        String first = start("monday").text("crawlId").orElseThrow();
        functions.account().endCrawl(CRAWLER, CrawlState.COMPLETED, "");
        functions.glue().faults().next("StartCrawler", Fault.resetBefore());

        assertThat(start("tuesday").code()).isEqualTo("OutcomeUnknown");
        functions.glue().clock().advance(SETTLED);
        Answer again = start("tuesday");

        assertThat(again.text("outcome")).contains("started");
        assertThat(again.text("crawlId")).isPresent().get().isNotEqualTo(first);
        assertThat(functions.account().crawls(CRAWLER)).hasSize(2);
    }

    @Test
    void start_earlierCrawlStillListedAsRunning_doesNotClaimIt() {
        String earlier = "{\"CrawlId\": \"earlier\", \"State\": \"RUNNING\", \"StartTime\": %d}"
                .formatted(functions.glue().clock().instant().minusSeconds(3).getEpochSecond());
        replyToSearch(page(earlier, ""));

        Answer answer = start("monday");

        assertThat(answer.text("outcome")).contains("started");
        assertThat(answer.text("crawlId")).isEmpty();
    }

    @Test
    void start_crawlListedWithoutATime_doesNotClaimIt() {
        replyToSearch(page("{\"CrawlId\": \"timeless\", \"State\": \"RUNNING\"}", ""));

        Answer answer = start("monday");

        assertThat(answer.text("outcome")).contains("started");
        assertThat(answer.text("crawlId")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"CrawlId\": \"one\"}, {\"CrawlId\": \"two\"}", "{\"StartTime\": 1767225600}"})
    void search_crawlsListedWithoutATimeOrAnId_provesNothing(String crawls) {
        functions.glue().faults().next("StartCrawler", Fault.resetAfter());
        replyToSearch(page(crawls, ""), page(crawls, ""));

        assertThat(start("monday").code()).isEqualTo("OutcomeUnknown");
        functions.glue().clock().advance(SETTLED);
        Answer again = start("monday");

        assertThat(again.code()).isEqualTo("OutcomeUnknown");
        assertThat(again.detail()).contains("Glue lists a crawl of it without an id or a time.");
        assertThat(functions.glue().requests("StartCrawler")).hasSize(1);
    }

    @Test
    void start_withUnlistedCrawl_blocksTheNextUntilItMustHaveStarted() {
        functions.glue().faults().next("ListCrawls", Fault.accessDenied("ListCrawls"));
        assertThat(start("monday").text("crawlId")).isEmpty();

        Answer next = start("tuesday");

        assertThat(next.code()).isEqualTo("Conflict");
        assertThat(next.retryAfterSeconds()).hasValue(13);
    }
}
