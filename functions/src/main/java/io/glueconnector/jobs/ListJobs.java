package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.paging.Listing;
import io.glueconnector.paging.Page;
import io.glueconnector.request.Fields;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.ListJobsRequest;
import software.amazon.awssdk.services.glue.model.ListJobsResponse;

/**
 * Lists the names of all jobs, or of those that have all the given tags.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListJobs.html">ListJobs</a>
 */
public final class ListJobs extends ActionHandler<Listing> {
    private static final int PAGE = 1000;

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
        Glue.Requested<ListJobsRequest> request = limit -> ListJobsRequest.builder()
                .maxResults(most)
                .nextToken(token)
                .tags(listing.tags().isEmpty() ? null : listing.tags())
                .overrideConfiguration(limit)
                .build();
        ListJobsResponse page = call.glue().call(GlueClient::listJobs, request, "jobs");
        return new Page<>(page.jobNames(), page.nextToken());
    }
}
