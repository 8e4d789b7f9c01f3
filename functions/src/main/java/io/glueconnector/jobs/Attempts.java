package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.model.Job;
import software.amazon.awssdk.services.glue.model.JobCommand;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;

/**
 * The attempts of a run. Glue retries a failed run up to the job's MaxRetries. Each retry is a separate run that names the
 * previous one.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html">JobRun: Attempt, PreviousRunId</a>
 */
record Attempts(String jobName, Glue glue) {
    /** If no retry appears within this time after a failure, there will be none. */
    private static final Duration COMES_WITHIN = Duration.ofMinutes(10);
    /** A timeout of this length or more does not end the run of a streaming job. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final String STREAMING = "gluestreaming";

    /** Whether Glue retries this run. */
    boolean isRepeated(JobRun run) {
        return run.jobRunState() == JobRunState.FAILED && attempt(run) < maxRetries();
    }

    /** Whether the retry of a failed run may still appear. */
    boolean isAwaited(JobRun failed, Instant now) {
        return Stream.of(failed.completedOn(), failed.lastModifiedOn(), failed.startedOn())
                .filter(Objects::nonNull)
                .findFirst()
                .filter(ended -> now.isBefore(ended.plus(COMES_WITHIN)))
                .isPresent();
    }

    /**
     * Rejects a run of a streaming job that has no timeout, because such a run never ends. Only the job's definition shows its
     * type, so it is read if the run has no timeout; runs of all other types have one.
     *
     * @throws InvalidRequest if the job is a streaming job
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/glue-streaming-maintenance.html">Maintenance windows</a>
     */
    void refuseEndless(JobRun run) {
        if (!hasLimit(run) && isStreaming()) {
            throw new InvalidRequest(
                    "name: %s is a streaming job and never ends. Start it with StartJobRun, which does not wait, or set a Timeout of less than seven days."
                            .formatted(jobName));
        }
    }

    /** Returns the attempt that follows a failed one, if Glue lists it yet. */
    Optional<JobRun> after(JobRun failed) {
        Instant since = failed.startedOn() == null ? Instant.EPOCH : failed.startedOn();
        return new JobRunHistory(jobName, glue)
                .since(since).items().stream()
                        .filter(run -> failed.id().equals(run.previousRunId()))
                        .findFirst();
    }

    private static boolean hasLimit(JobRun run) {
        return run.timeout() != null
                && run.timeout() > 0
                && Duration.ofMinutes(run.timeout()).compareTo(LONGEST) < 0;
    }

    private boolean isStreaming() {
        try {
            JobCommand command = definition().command();
            return command != null && STREAMING.equals(command.name());
        } catch (ConnectorException notTold) {
            return false;
        }
    }

    private int maxRetries() {
        Integer retries = definition().maxRetries();
        return retries == null ? 0 : retries;
    }

    private Job definition() {
        return new JobDefinition(jobName, glue).read();
    }

    private static int attempt(JobRun run) {
        return run.attempt() == null ? 0 : run.attempt();
    }
}
