package io.glueconnector.fakeglue.jobs;

import io.glueconnector.fakeglue.logs.LogBook;
import io.glueconnector.fakeglue.time.Timeline;
import java.util.Map;

/**
 * Writes a run's logs where Glue would write them. Lines of simulated runs are made up.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html">Logging for AWS Glue jobs</a>
 */
record JobRunLog(LogBook book, Timeline timeline) {

    /** Writes what a simulated run logs when its script starts. Glue's own launch line shows the arguments. */
    void started(JobRun run) {
        StringBuilder launch = new StringBuilder("Launching ").append(run.job().name());
        run.request()
                .arguments()
                .forEach((name, value) ->
                        launch.append(' ').append(name).append(' ').append(value));
        error(run, launch.toString());
        output(run, "Reading the input of " + run.job().name());
    }

    /** Writes what a simulated run logs at its end. */
    void ended(JobRun run) {
        switch (run.state()) {
            case SUCCEEDED -> output(run, "Wrote the output of " + run.job().name());
            case FAILED, TIMEOUT, ERROR, EXPIRED -> {
                error(run, "Traceback (most recent call last):");
                error(run, run.errorMessage());
            }
            case STOPPED, STARTING, RUNNING, STOPPING, WAITING -> {}
        }
    }

    void output(JobRun run, String line) {
        write(run, "output", line);
    }

    void error(JobRun run, String line) {
        write(run, "error", line);
    }

    private void write(JobRun run, String stream, String line) {
        if (run.job().isRay()) {
            write(run, "/aws-glue/ray/jobs/script-log", run.id(), line);
            return;
        }
        Map<String, String> arguments = run.request().arguments();
        String group = run.request().settings().path("LogGroupName").asText();
        if (isBefore5(run)) {
            write(run, group + "/" + stream, run.id(), line);
            continuous(run, arguments, line);
            return;
        }
        String custom = arguments.getOrDefault("--custom-logGroup-prefix", "/aws-glue/jobs");
        String prefix = arguments.getOrDefault("--custom-logStream-prefix", run.id());
        write(run, group.replaceFirst("^/aws-glue/jobs", custom) + "/" + stream, prefix + "-driver", line);
    }

    private void continuous(JobRun run, Map<String, String> arguments, String line) {
        if (!run.job().isPythonShell()
                && arguments
                        .getOrDefault("--enable-continuous-cloudwatch-log", "")
                        .equals("true")) {
            String group = arguments.getOrDefault("--continuous-log-logGroup", "/aws-glue/jobs/logs-v2");
            String security =
                    run.request().settings().path("SecurityConfiguration").asText();
            String prefix = arguments.containsKey("--continuous-log-logStreamPrefix")
                    ? arguments.get("--continuous-log-logStreamPrefix") + "-" + run.id()
                    : run.id();
            write(run, security.isEmpty() ? group : group + "-" + security, prefix + "-driver", line);
        }
    }

    private static boolean isBefore5(JobRun run) {
        return run.job().isPythonShell() || run.job().glueVersion().matches("[0-4]\\..*");
    }

    private void write(JobRun run, String group, String stream, String line) {
        book.write(run.scope(), group, stream, timeline.instant(), line);
    }
}
