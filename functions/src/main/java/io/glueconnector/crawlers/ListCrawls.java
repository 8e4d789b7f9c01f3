package io.glueconnector.crawlers;

import io.glueconnector.aws.SdkShapes;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.paging.Entry;
import io.glueconnector.paging.History;
import io.glueconnector.request.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.model.CrawlerHistory;
import software.amazon.awssdk.services.glue.model.CrawlerHistoryState;

/**
 * Lists the crawls of a crawler, newest first: all of them, or those in a state or a range of time.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html">ListCrawls</a>
 */
public final class ListCrawls extends ActionHandler<ListCrawls.Input> {
    private static final List<String> STATES = Stream.of(CrawlerHistoryState.values())
            .filter(state -> state != CrawlerHistoryState.UNKNOWN_TO_SDK_VERSION)
            .map(CrawlerHistoryState::toString)
            .toList();

    record Input(String crawler, History history) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(fields.name("name"), History.read(fields, STATES));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        Crawls crawls = new Crawls(input.crawler(), call.glue());
        List<String> scope = new ArrayList<>(call.scope());
        scope.add(input.crawler());
        return input.history()
                .follow(
                        "crawls",
                        scope,
                        Crawls.PAGE,
                        (most, token) ->
                                crawls.page(most, token, input.history()).map(crawl -> entry(crawl, call)));
    }

    private static Entry entry(CrawlerHistory crawl, Call call) {
        String id = Objects.requireNonNullElse(crawl.crawlId(), "");
        return new Entry(id, crawl.stateAsString(), crawl.startTime(), () -> shown(crawl, call));
    }

    private static Map<String, Object> shown(CrawlerHistory crawl, Call call) {
        Map<String, Object> shown = SdkShapes.toJson(crawl);
        for (String text : List.of("errorMessage", "summary")) {
            shown.computeIfPresent(text, (member, value) -> call.redacted(value.toString()));
        }
        return shown;
    }
}
