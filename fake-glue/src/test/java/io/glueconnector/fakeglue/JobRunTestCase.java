package io.glueconnector.fakeglue;

import io.glueconnector.fakeglue.time.Timings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.JobRun;

/** A fake Glue with a fixed clock, and the calls that tests of job runs make. */
abstract class JobRunTestCase {
    private static final Duration STARTING = Duration.ofSeconds(2);
    private static final Duration STOPPING = Duration.ofSeconds(3);

    final FakeGlue glue = FakeGlue.start(FakeGlueOptions.frozen()
            .withTimings(Timings.quick().withStarting(STARTING).withStopping(STOPPING)));
    final GlueClient client = Sdk.client(glue);
    final Account account = glue.account(Sdk.ACCOUNT, Sdk.REGION);

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    String start(String jobName, Map<String, String> arguments) {
        return client.startJobRun(request -> request.jobName(jobName).arguments(arguments))
                .jobRunId();
    }

    JobRun get(String jobName, String runId) {
        return client.getJobRun(request -> request.jobName(jobName).runId(runId))
                .jobRun();
    }

    String state(String jobName, String runId) {
        return get(jobName, runId).jobRunStateAsString();
    }

    void advance(long seconds) {
        glue.clock().advance(Duration.ofSeconds(seconds));
    }
}
