package io.glueconnector.jobs;

import io.glueconnector.contract.Answer;
import io.glueconnector.contract.Functions;
import io.glueconnector.contract.GlueRequests;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunState;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The jobs and calls of the tests of {@link GetJobRunEnd}. */
abstract class GetJobRunEndTestCase {
    static final String JOB = "nightly load";
    static final String RETRIED = "retried";
    static final String STREAM = "clicks";
    static final String[] ONE_CALL = {"GetJobRun"};
    /** The second call reads the job's default arguments, which decide where its logs are. */
    static final String[] TWO_CALLS = {"GetJobRun", "GetJob"};

    @RegisterExtension
    final Functions functions = new Functions();

    final GlueRequests requests = new GlueRequests(functions);

    @BeforeEach
    void createJobs() {
        functions.account().createJob(JOB);
        functions.account().createJob(JobDefinition.spark(RETRIED).withMaxRetries(1));
        functions.account().createJob(JobDefinition.streaming(STREAM));
    }

    String start(String job) {
        return functions.account().startJobRun(job, Map.of("--demo-seconds", "600"));
    }

    void end(String job, String run, JobRunState state, String message) {
        functions.account().endJobRun(job, run, state, message);
    }

    Answer poll(String job, String run, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("connection", "keys", "name", job, "jobRunId", run));
        fields.putAll(more);
        return functions.call(GetJobRunEnd::new, fields);
    }

    Answer poll(String job, String run) {
        return poll(job, run, Map.of());
    }
}
