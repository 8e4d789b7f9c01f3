package io.glueconnector.crawlers;

import io.glueconnector.aws.Glue;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.request.Fields;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CrawlerNotRunningException;
import software.amazon.awssdk.services.glue.model.CrawlerStoppingException;
import software.amazon.awssdk.services.glue.model.StopCrawlerRequest;

/**
 * Stops a crawler. It is not an error if the crawler is not running or is already stopping.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StopCrawler.html">StopCrawler</a>
 */
public final class StopCrawler extends ActionHandler<String> {
    private static final String STOPPING = "stopping";
    private static final String NOT_RUNNING = "notRunning";

    @Override
    protected String read(Fields fields) {
        return fields.name("name");
    }

    @Override
    protected Map<String, Object> answer(String crawler, Call call) {
        Glue.Requested<StopCrawlerRequest> request = limit -> StopCrawlerRequest.builder()
                .name(crawler)
                .overrideConfiguration(limit)
                .build();
        return Map.of("outcome", call.glue().call(StopCrawler::stop, request, "crawler " + crawler));
    }

    private static String stop(GlueClient glue, StopCrawlerRequest request) {
        try {
            glue.stopCrawler(request);
            return STOPPING;
        } catch (CrawlerStoppingException e) {
            return STOPPING;
        } catch (CrawlerNotRunningException e) {
            return NOT_RUNNING;
        }
    }
}
