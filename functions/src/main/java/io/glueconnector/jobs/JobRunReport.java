package io.glueconnector.jobs;

import io.glueconnector.aws.Console;
import io.glueconnector.aws.TransientFailure;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
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
        if (run.id() == null || run.jobRunState() == null) {
            throw new GlueFailure(
                    "Glue returned a run of job %s without its id or its state. Try again.".formatted(jobName),
                    Retry.anytime());
        }
        return JobRuns.isEnd(run.jobRunState()) ? ended(run) : Map.of("progress", "running", "jobRunId", run.id());
    }

    private Map<String, Object> ended(JobRun run) {
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
        report.put("errorMessage", errorMessage(run));
        report.put("logs", JobRunLogs.of(run));
        report.put("consoleUrl", new Console(region).address("gluestudio", "/job/%s/run/%s", jobName, run.id()));
        if (run.jobRunState() != JobRunState.SUCCEEDED) {
            report.put("retryable", mayRepeat(run));
        }
        report.values().removeIf(Objects::isNull);
        return report;
    }

    private String errorMessage(JobRun run) {
        return run.errorMessage() == null ? null : call.redacted(run.errorMessage(), run.arguments());
    }

    // A run that was stopped, timed out or ended in ERROR would end the same way again.
    private static boolean mayRepeat(JobRun run) {
        return run.jobRunState() == JobRunState.EXPIRED
                || (run.jobRunState() == JobRunState.FAILED && TransientFailure.isIn(run.errorMessage()));
    }
}
