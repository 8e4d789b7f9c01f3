package io.glueconnector.bench.naive;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.glue.model.ListJobsResponse;

/** Lists the names of jobs. */
public final class ListJobs implements RequestHandler<Map<String, String>, Map<String, Object>> {
    private final Connections connections = new Connections();

    @Override
    public Map<String, Object> handleRequest(Map<String, String> event, Context context) {
        ListJobsResponse page = connections.glue(event).listJobs(request -> request.maxResults(50));
        Map<String, Object> answer = new HashMap<>();
        answer.put("names", page.jobNames());
        answer.put("marker", page.nextToken());
        return answer;
    }
}
