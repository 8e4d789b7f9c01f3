package io.glueconnector.jobs;

import io.glueconnector.error.InvalidRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * The places where Glue writes a run's logs: CloudWatch log groups, and the prefix of the log streams in them.
 *
 * @param output the group of what the script printed
 * @param error the group of errors and the system's messages
 * @param stream the name of the driver's stream in these two groups, or its beginning
 * @param continuous the group of the continuous log of Glue 4.0 and earlier, if it is enabled
 * @param continuousStream the beginning of the names of the streams in that group
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html">Logging for AWS Glue jobs</a>
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-enable.html">Continuous logging for Glue 4.0
 *     and earlier</a>
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/troubleshooting-ray.html">Troubleshooting Ray errors from logs</a>
 */
record JobRunLogs(String output, String error, String stream, Optional<String> continuous, String continuousStream) {
    private static final String DEFAULT = "/aws-glue/jobs";
    private static final String RAY = "/aws-glue/ray/jobs";
    private static final String PYTHON_SHELL = "/aws-glue/python-jobs";
    /** The worker type that only Ray jobs have. */
    private static final String RAY_WORKER = "Z.2X";

    /**
     * Returns the places of a run's logs.
     *
     * @param arguments the run's arguments, with the job's default arguments if they are known
     */
    static JobRunLogs of(JobRun run, Map<String, String> arguments) {
        return isRay(run) ? ofRay(run) : ofGroup(run, arguments);
    }

    /** Returns the members of a report. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("output", output);
        json.put("error", error);
        json.put("stream", stream);
        continuous.ifPresent(group -> json.put("continuous", group));
        return json;
    }

    /**
     * Returns the place of one of the logs.
     *
     * @throws InvalidRequest if the run has no such log
     */
    LogPlace place(String log, JobRun run) {
        return switch (log) {
            case "output" -> new LogPlace(output, stream, run.id(), run.startedOn());
            case "error" -> new LogPlace(error, stream, run.id(), run.startedOn());
            case String _ ->
                new LogPlace(
                        continuous.orElseThrow(JobRunLogs::notEnabled), continuousStream, run.id(), run.startedOn());
        };
    }

    private static InvalidRequest notEnabled() {
        return new InvalidRequest(
                "stream: the run has no continuous log. Only Spark jobs of Glue version 4.0 or earlier have one, if their argument --enable-continuous-cloudwatch-log is true. Choose output or error.");
    }

    private static boolean isRay(JobRun run) {
        return RAY_WORKER.equals(run.workerTypeAsString())
                || (run.logGroupName() != null && run.logGroupName().startsWith("/aws-glue/ray"));
    }

    // The script's output and errors go to one group. The other groups belong to Ray's own processes.
    private static JobRunLogs ofRay(JobRun run) {
        String script = RAY + "/script-log";
        return new JobRunLogs(script, script, run.id(), Optional.empty(), "");
    }

    private static JobRunLogs ofGroup(JobRun run, Map<String, String> arguments) {
        String group = group(run, arguments);
        String prefix = custom("--custom-logStream-prefix", run, arguments);
        return new JobRunLogs(
                group + "/output",
                group + "/error",
                prefix.isEmpty() ? run.id() : prefix + "-driver",
                continuous(run, arguments),
                argument("--continuous-log-logStreamPrefix", arguments).orElse(run.id()));
    }

    // A security configuration adds its name to the group's, custom or not.
    private static Optional<String> continuous(JobRun run, Map<String, String> arguments) {
        boolean enabled = argument("--enable-continuous-cloudwatch-log", arguments)
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        if (!enabled || !isBefore5(run) || group(run, arguments).startsWith(PYTHON_SHELL)) {
            return Optional.empty();
        }
        String group = argument("--continuous-log-logGroup", arguments).orElse(DEFAULT + "/logs-v2");
        String security = run.securityConfiguration();
        return Optional.of(security == null ? withoutSlash(group) : withoutSlash(group) + "-" + security);
    }

    // A security configuration adds a suffix to the group's name, custom or not. The run shows the full name.
    private static String group(JobRun run, Map<String, String> arguments) {
        String group = withoutSlash(run.logGroupName() == null ? DEFAULT : run.logGroupName());
        String prefix = withoutSlash(custom("--custom-logGroup-prefix", run, arguments));
        if (prefix.isEmpty() || group.startsWith(prefix)) {
            return group;
        }
        return group.startsWith(DEFAULT) ? prefix + group.substring(DEFAULT.length()) : prefix;
    }

    // Glue 5.0 introduced these arguments; earlier versions ignore them.
    private static String custom(String argument, JobRun run, Map<String, String> arguments) {
        return isBefore5(run) ? "" : argument(argument, arguments).orElse("");
    }

    private static boolean isBefore5(JobRun run) {
        String version = run.glueVersion() == null ? "" : run.glueVersion();
        return version.matches("[0-4](\\..*)?");
    }

    private static Optional<String> argument(String name, Map<String, String> arguments) {
        return Optional.ofNullable(arguments.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String withoutSlash(String group) {
        return group.endsWith("/") ? group.substring(0, group.length() - 1) : group;
    }
}
