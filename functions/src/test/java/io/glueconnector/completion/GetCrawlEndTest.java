package io.glueconnector.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.crawlers.CrawlState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a workflow learns when it looks at the crawl that it waits for. */
class GetCrawlEndTest {
    private static final String CRAWLER = "sales files";

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

    private Answer look(Instant begunAfter, Map<String, Object> more) {
        Map<String, Object> fields =
                new HashMap<>(Map.of("connection", "keys", "name", CRAWLER, "begunAfter", begunAfter.toString()));
        fields.putAll(more);
        return functions.call(GetCrawlEnd::new, fields);
    }

    private Instant now() {
        return functions.glue().clock().instant();
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, , false, false",
        "FAILED, no such bucket, true, false",
        "FAILED, Internal Service Exception, true, true"
    })
    void look_endedCrawl_tellsItsEndByOneCall(CrawlState state, String message, boolean bad, boolean retryable) {
        String crawl = crawl();
        end(state, message == null ? "" : message);

        Answer answer = look(now(), Map.of("crawlId", crawl));

        assertThat(answer.text("progress")).contains("ended");
        assertThat(answer.text("state")).contains(state.name());
        assertThat(answer.text("crawlId")).contains(crawl);
        assertThat(answer.body().has("retryable")).isEqualTo(bad);
        assertThat(answer.body().path("retryable").asBoolean()).isEqualTo(retryable);
        assertThat(answer.text("consoleUrl").orElseThrow()).endsWith("/crawlers/view/sales%20files");
        requests.wereOnly("ListCrawls");
    }

    @Test
    void look_runningCrawl_goesOn() {
        String crawl = crawl();

        Answer answer = look(now(), Map.of("crawlId", crawl));

        assertThat(answer.text("progress")).contains("running");
        assertThat(answer.text("crawlId")).contains(crawl);
    }

    @Test
    void look_withoutId_takesTheFirstCrawlAfterTheMomentAndNoOther() {
        crawl();
        end(CrawlState.FAILED, "before");
        Instant asked = now();
        String own = crawl();
        end(CrawlState.COMPLETED, "");
        crawl();

        Answer answer = look(asked, Map.of());

        assertThat(answer.text("crawlId")).contains(own);
        assertThat(answer.text("state")).contains("COMPLETED");
    }

    @Test
    void look_crawlThatDoesNotShow_isNeitherRunningNorEnded() {
        crawl();

        assertThat(look(now(), Map.of("crawlId", "another")).text("progress")).contains("notShown");
        assertThat(look(now().plusSeconds(60), Map.of()).text("progress")).contains("notShown");
    }

    @Test
    void look_missingCrawlerAndWrongTime_areRefused() {
        assertThat(look(now(), Map.of("name", "nobody's")).code()).isEqualTo("NotFound");
        assertThat(look(now(), Map.of("begunAfter", "yesterday")).detail())
                .startsWith("begunAfter: expected an ISO 8601");
    }
}
