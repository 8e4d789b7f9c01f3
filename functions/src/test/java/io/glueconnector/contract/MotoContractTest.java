package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs the contract against moto, which is independent of our own reading of AWS. {@code -Dmoto.endpoint=http://127.0.0.1:PORT}
 * names a running {@code moto_server}, which every test resets; {@code bin/test} starts one. The overrides are the differences
 * between moto and AWS.
 */
@EnabledIfSystemProperty(named = "moto.endpoint", matches = "http://127\\.0\\.0\\.1:[0-9]+")
class MotoContractTest extends GlueContract {
    /** By default, moto advances a crawl each time it is read. With this setting, crawls run until they are stopped. */
    private static final String CRAWLS_STAY = """
            {"model_name": "glue::crawl", "transition": {"progression": "manual", "times": 100}}""";

    @Override
    URI endpoint(Functions own) throws Exception {
        URI moto = URI.create(System.getProperty("moto.endpoint"));
        // moto uses the machine's clock for start times, so the functions' clock must match it.
        own.glue().clock().advance(Duration.between(own.glue().clock().instant(), Instant.now()));
        post(moto.resolve("/moto-api/reset"), "");
        post(moto.resolve("/moto-api/state-manager/set-transition"), CRAWLS_STAY);
        return moto;
    }

    private static void post(URI place, String body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(place)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isBetween(200, 299);
        }
    }

    /**
     * moto returns the names that have any of the tags.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_ListJobs.html">ListJobs: Tags</a>
     */
    @Override
    List<String> namesByTwoTags() {
        return List.of("both", "one");
    }

    /**
     * moto only changes the trigger's state and starts nothing.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/trigger-job.html">Starting jobs with triggers</a>
     */
    @Override
    int runsOfAFiredTrigger() {
        return 0;
    }

    /**
     * moto does not support BatchStopJobRun and returns a 500.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_BatchStopJobRun.html">BatchStopJobRun</a>
     */
    @Override
    void checkStop(Answer answer) {
        assertThat(answer.code()).isEqualTo("GlueFailure");
    }
}
