package io.glueconnector.jobs;

import io.glueconnector.aws.Console;
import io.glueconnector.aws.TransientFailure;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.handler.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;

/** The report of a run for a waiting workflow: its progress and, after its end, its result and the location of its logs. */
final class JobRunReport {
    private final String jobName;
    private final Region region;
    private final Call call;

    JobRunReport(String jobName, Call call) {
        this.jobName = jobName;
        this.region = call.glue().region();
        this.call = call;
    }

    /** Reports a failed run for which Glue may still list a retry. */
    Map<String, Object> betweenAttempts(JobRun failed) {
        return Map.of("progress", "betweenAttempts", "jobRunId", failed.id());
    }

    /**
     * Reports on one attempt.
     *
     * @throws GlueFailure if Glue returns it without its id or its state
     */
    Map<String, Object> of(JobRun run) {
        new JobRuns(jobName, call.glue()).known(run);
        return JobRuns.isEnd(run.jobRunState()) ? ended(run) : Map.of("progress", "running", "jobRunId", run.id());
    }

    private Map<String, Object> ended(JobRun run) {
        Map<String, String> arguments = arguments(run);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("progress", "ended");
        report.put("name", jobName);
        report.put("region", region.id());
        report.put("jobRunId", run.id());
        report.put("state", run.jobRunStateAsString());
        report.put("attempt", run.attempt());
        report.put("startedOn", run.startedOn());
        report.put("completedOn", run.completedOn());
        report.put("executionTimeSeconds", run.executionTime());
        report.put("dpuSeconds", dpuSeconds(run));
        report.put("errorMessage", errorMessage(run, arguments));
        report.put("logs", logs(run, arguments));
        report.put("consoleUrl", new Console(region).address("gluestudio", "/job/%s/run/%s", jobName, run.id()));
        if (run.jobRunState() != JobRunState.SUCCEEDED) {
            report.put("retryable", mayRepeat(run));
        }
        report.values().removeIf(Objects::isNull);
        return report;
    }

    // Glue counts only for runs of class FLEX or with auto scaling. Others use their whole capacity all the time:
    // https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html (DPUSeconds)
    private static Double dpuSeconds(JobRun run) {
        if (run.dpuSeconds() != null || run.maxCapacity() == null || run.executionTime() == null) {
            return run.dpuSeconds();
        }
        return run.maxCapacity() * run.executionTime();
    }

    // Arguments of the job itself may hold secrets and move the logs elsewhere, so its definition is read.
    private Map<String, String> arguments(JobRun run) {
        return run.jobRunState() == JobRunState.SUCCEEDED
                ? run.arguments()
                : new JobDefinition(jobName, call.glue()).arguments(run);
    }

    private Map<String, Object> logs(JobRun run, Map<String, String> arguments) {
        JobRunLogs places = JobRunLogs.of(run, arguments);
        Map<String, Object> logs = places.toJson();
        if (run.jobRunState() != JobRunState.SUCCEEDED && call.failureLogLines() > 0) {
            logs.putAll(new FailureLog(run, arguments, call).lastLines(places, call.failureLogLines()));
        }
        return logs;
    }

    private String errorMessage(JobRun run, Map<String, String> arguments) {
        return run.errorMessage() == null ? null : call.redacted(run.errorMessage(), arguments);
    }

    // A run that was stopped, timed out or ended in ERROR would end the same way again.
    private static boolean mayRepeat(JobRun run) {
        return run.jobRunState() == JobRunState.EXPIRED
                || (run.jobRunState() == JobRunState.FAILED && TransientFailure.isIn(run.errorMessage()));
    }
}
