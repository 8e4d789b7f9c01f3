package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.paging.Listing;
import io.glueconnector.paging.Page;
import io.glueconnector.request.Fields;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.ListCrawlersRequest;
import software.amazon.awssdk.services.glue.model.ListCrawlersResponse;

/**
 * Lists the names of all crawlers, or of those that have all the given tags.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawlers.html">ListCrawlers</a>
 */
public final class ListCrawlers extends ActionHandler<Listing> {
    private static final int PAGE = 100;

    @Override
    protected Listing read(Fields fields) {
        return Listing.read(fields);
    }

    @Override
    protected Map<String, Object> answer(Listing listing, Call call) {
        List<String> scope = call.scope();
        return listing.follow(scope, PAGE, (most, token) -> page(listing, call, most, token));
    }

    private static Page<String> page(Listing listing, Call call, int most, String token) {
        Glue.Requested<ListCrawlersRequest> request = limit -> ListCrawlersRequest.builder()
                .maxResults(most)
                .nextToken(token)
                .tags(listing.tags().isEmpty() ? null : listing.tags())
                .overrideConfiguration(limit)
                .build();
        ListCrawlersResponse page = call.glue().call(GlueClient::listCrawlers, request, "crawlers");
        return new Page<>(page.crawlerNames(), page.nextToken());
    }
}
