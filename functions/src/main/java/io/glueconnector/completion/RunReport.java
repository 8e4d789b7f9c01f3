package io.glueconnector.completion;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;

/** What a waiting workflow is told of a run: how far it is and, once it has ended, what to know and where to look. */
final class RunReport {
    /** What a failed run says when not its script was at fault but the moment. */
    private static final Pattern PASSES = Pattern.compile(
            "rate exceeded|throttl|internal service|service unavailable|resource unavailable"
                    + "|insufficient|concurrent runs exceeded|temporarily",
            Pattern.CASE_INSENSITIVE);

    private final String jobName;
    private final Region region;

    RunReport(String jobName, Region region) {
        this.jobName = jobName;
        this.region = region;
    }

    /** A run that failed, whose repetition by Glue does not show yet. */
    Map<String, Object> betweenAttempts(JobRun failed) {
        return Map.of("progress", "betweenAttempts", "jobRunId", failed.id());
    }

    Map<String, Object> of(JobRun run) {
        return switch (run.jobRunState()) {
            case STARTING, RUNNING, STOPPING, WAITING, UNKNOWN_TO_SDK_VERSION ->
                Map.of("progress", "running", "jobRunId", run.id());
            case SUCCEEDED, FAILED, STOPPED, TIMEOUT, ERROR, EXPIRED -> ended(run);
        };
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
        report.put("errorMessage", run.errorMessage());
        report.put("logs", logs(run));
        report.put("consoleUrl", consoleUrl(run));
        if (run.jobRunState() != JobRunState.SUCCEEDED) {
            report.put("retryable", mayRepeat(run));
        }
        report.values().removeIf(value -> value == null);
        return report;
    }

    private static Map<String, Object> logs(JobRun run) {
        String group = run.logGroupName() == null ? "/aws-glue/jobs" : run.logGroupName();
        return Map.of("output", group + "/output", "error", group + "/error", "stream", run.id());
    }

    // A run that was stopped, took too long or lost its job ends the same way again.
    private static boolean mayRepeat(JobRun run) {
        String message = run.errorMessage() == null ? "" : run.errorMessage();
        boolean passing = PASSES.matcher(message).find();
        return run.jobRunState() == JobRunState.EXPIRED || (run.jobRunState() == JobRunState.FAILED && passing);
    }

    private String consoleUrl(JobRun run) {
        return "https://%s.console.%s/gluestudio/home?region=%s#/job/%s/run/%s"
                .formatted(region.id(), consoleDomain(), region.id(), encoded(jobName), encoded(run.id()));
    }

    private String consoleDomain() {
        return switch (PartitionMetadata.of(region).id()) {
            case "aws-cn" -> "amazonaws.cn";
            case "aws-us-gov" -> "amazonaws-us-gov.com";
            case String _ -> "aws.amazon.com";
        };
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
