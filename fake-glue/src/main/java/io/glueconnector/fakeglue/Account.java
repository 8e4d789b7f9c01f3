package io.glueconnector.fakeglue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.crawlers.CrawlSnapshot;
import io.glueconnector.fakeglue.crawlers.CrawlState;
import io.glueconnector.fakeglue.crawlers.CrawlerService;
import io.glueconnector.fakeglue.crawlers.CrawlerState;
import io.glueconnector.fakeglue.jobs.JobDefinition;
import io.glueconnector.fakeglue.jobs.JobRunSnapshot;
import io.glueconnector.fakeglue.jobs.JobRunState;
import io.glueconnector.fakeglue.jobs.JobService;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.triggers.TriggerDefinition;
import io.glueconnector.fakeglue.triggers.TriggerService;
import io.glueconnector.fakeglue.triggers.TriggerState;
import java.util.List;
import java.util.Map;

/** A test's view of an account in a Region, to seed and inspect it without requests. */
public final class Account {
    private final Scope scope;
    private final FakeGlue glue;
    private final JobService jobs;
    private final CrawlerService crawlers;
    private final TriggerService triggers;

    Account(Scope scope, FakeGlue glue, JobService jobs, CrawlerService crawlers, TriggerService triggers) {
        this.scope = scope;
        this.glue = glue;
        this.jobs = jobs;
        this.crawlers = crawlers;
        this.triggers = triggers;
    }

    /** Creates a Spark job that succeeds after five seconds. */
    public void createJob(String name) {
        createJob(JobDefinition.spark(name));
    }

    public void createJob(JobDefinition definition) {
        call("CreateJob", definition.toJson());
    }

    /** Starts a run as another caller would. */
    public String startJobRun(String jobName, Map<String, String> arguments) {
        ObjectNode request = Json.object().put("JobName", jobName);
        request.set("Arguments", Json.map(arguments));
        return call("StartJobRun", request).path("JobRunId").asText();
    }

    /** Returns a job's runs, newest first. */
    public List<JobRunSnapshot> jobRuns(String jobName) {
        return glue.step(() -> jobs.runs(scope, jobName));
    }

    public JobRunSnapshot jobRun(String jobName, String runId) {
        return jobRuns(jobName).stream()
                .filter(run -> run.id().equals(runId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no run " + runId + " of " + jobName));
    }

    /** Ends a run now in the given state, regardless of its arguments. */
    public void endJobRun(String jobName, String runId, JobRunState state, String message) {
        glue.step(() -> {
            jobs.end(scope, jobName, runId, state, message);
            return state;
        });
    }

    /** Adds a line to a log of CloudWatch, as a job would. */
    public void log(String group, String stream, String line) {
        glue.logs().write(scope, group, stream, glue.clock().instant(), line);
    }

    /** Creates a crawler. The tags demo-seconds, demo-outcome and demo-message control its crawls. */
    public void createCrawler(String name, Map<String, String> tags) {
        ObjectNode request = Json.object().put("Name", name).put("Role", "glue");
        request.putObject("Targets").putArray("S3Targets").addObject().put("Path", "s3://data/" + name);
        request.set("Tags", Json.map(tags));
        call("CreateCrawler", request);
    }

    public void createCrawler(String name) {
        createCrawler(name, Map.of());
    }

    /** Starts a crawl as another caller would. */
    public void startCrawler(String name) {
        call("StartCrawler", Json.object().put("Name", name));
    }

    public CrawlerState crawlerState(String name) {
        return glue.step(() -> crawlers.state(scope, name));
    }

    /** Returns a crawler's crawls, newest first. */
    public List<CrawlSnapshot> crawls(String name) {
        return glue.step(() -> crawlers.crawls(scope, name));
    }

    /** Ends the running crawl now in the given state, regardless of the crawler's tags. */
    public void endCrawl(String name, CrawlState state, String message) {
        glue.step(() -> {
            crawlers.end(scope, name, state, message);
            return state;
        });
    }

    public void createTrigger(TriggerDefinition definition) {
        call("CreateTrigger", definition.toJson());
    }

    public TriggerState triggerState(String name) {
        return glue.step(() -> triggers.state(scope, name));
    }

    /** Fires a trigger as its schedule or event would. */
    public void fireTrigger(String name) {
        glue.step(() -> {
            triggers.fire(scope, name);
            return name;
        });
    }

    /** Performs any operation without HTTP. Faults do not apply, and the request log does not show it. */
    public ObjectNode call(String operation, ObjectNode request) {
        return glue.call(scope, operation, request);
    }
}
