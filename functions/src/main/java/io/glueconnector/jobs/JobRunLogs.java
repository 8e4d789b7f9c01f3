package io.glueconnector.jobs;

import java.util.Map;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * The places where Glue writes a run's logs: two CloudWatch log groups, and the prefix of their log streams.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html">Logging for AWS Glue jobs</a>
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/troubleshooting-ray.html">Troubleshooting Ray errors from logs</a>
 */
record JobRunLogs(String output, String error, String stream) {
    private static final String DEFAULT = "/aws-glue/jobs";
    private static final String RAY = "/aws-glue/ray/jobs";
    /** The worker type that only Ray jobs have. */
    private static final String RAY_WORKER = "Z.2X";

    static Map<String, Object> of(JobRun run) {
        JobRunLogs logs = isRay(run) ? ofRay(run) : ofGroup(group(run), run);
        return Map.of("output", logs.output, "error", logs.error, "stream", logs.stream);
    }

    private static boolean isRay(JobRun run) {
        return RAY_WORKER.equals(run.workerTypeAsString())
                || (run.logGroupName() != null && run.logGroupName().startsWith("/aws-glue/ray"));
    }

    // The script's output and errors go to one group. The other groups belong to Ray's own processes.
    private static JobRunLogs ofRay(JobRun run) {
        String script = RAY + "/script-log";
        return new JobRunLogs(script, script, run.id());
    }

    private static JobRunLogs ofGroup(String group, JobRun run) {
        String prefix = custom("--custom-logStream-prefix", run);
        return new JobRunLogs(group + "/output", group + "/error", prefix.isEmpty() ? run.id() : prefix + "-driver");
    }

    // A security configuration adds a suffix to the group's name, custom or not. The run shows the full name.
    private static String group(JobRun run) {
        String group = withoutSlash(run.logGroupName() == null ? DEFAULT : run.logGroupName());
        String prefix = withoutSlash(custom("--custom-logGroup-prefix", run));
        if (prefix.isEmpty() || group.startsWith(prefix)) {
            return group;
        }
        return group.startsWith(DEFAULT) ? prefix + group.substring(DEFAULT.length()) : prefix;
    }

    // Glue 5.0 introduced these arguments; earlier versions ignore them.
    private static String custom(String argument, JobRun run) {
        String version = run.glueVersion() == null ? "" : run.glueVersion();
        return version.matches("[0-4](\\..*)?")
                ? ""
                : run.arguments().getOrDefault(argument, "").strip();
    }

    private static String withoutSlash(String group) {
        return group.endsWith("/") ? group.substring(0, group.length() - 1) : group;
    }
}
