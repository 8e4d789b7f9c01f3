package io.glueconnector.fakeglue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.jobs.JobService;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Scope;
import java.util.List;
import java.util.Map;

/** An account in a Region, seen from the test: to seed it and to look at it without a request. */
public final class Account {
    private final Scope scope;
    private final FakeGlue glue;
    private final JobService jobs;

    Account(Scope scope, FakeGlue glue, JobService jobs) {
        this.scope = scope;
        this.glue = glue;
        this.jobs = jobs;
    }

    /** Creates a Spark job that succeeds after five seconds. */
    public void createJob(String name) {
        createJob(JobDefinition.spark(name));
    }

    public void createJob(JobDefinition definition) {
        call("CreateJob", definition.toJson());
    }

    /** Starts a run as somebody else would. */
    public String startJobRun(String jobName, Map<String, String> arguments) {
        ObjectNode request = Json.object().put("JobName", jobName);
        request.set("Arguments", Json.map(arguments));
        return call("StartJobRun", request).path("JobRunId").asText();
    }

    /** A job's runs, newest first. */
    public List<JobRunSnapshot> jobRuns(String jobName) {
        return glue.step(() -> jobs.runs(scope, jobName));
    }

    public JobRunSnapshot jobRun(String jobName, String runId) {
        return jobRuns(jobName).stream()
                .filter(run -> run.id().equals(runId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no run " + runId + " of " + jobName));
    }

    /** Ends a run now, in this state, whatever its arguments say. */
    public void endJobRun(String jobName, String runId, JobRunState state, String message) {
        glue.step(() -> {
            jobs.end(scope, jobName, runId, state, message);
            return state;
        });
    }

    /** Does any operation here without HTTP: it meets no fault and is not in the request log. */
    public ObjectNode call(String operation, ObjectNode request) {
        return glue.call(scope, operation, request);
    }
}
