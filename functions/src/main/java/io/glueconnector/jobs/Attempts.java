package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRequest;
import software.amazon.awssdk.services.glue.model.Job;
import software.amazon.awssdk.services.glue.model.JobCommand;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;

/**
 * The attempts of a run. Glue repeats a failed run as often as the job's MaxRetries says, each time as a run of its own that
 * names the one before.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html">JobRun: Attempt, PreviousRunId</a>
 */
record Attempts(String jobName, Glue glue) {
    /** A retry that does not show for so long after a failure does not come any more. */
    private static final Duration COMES_WITHIN = Duration.ofMinutes(10);
    /** Limits from here on do not end the run of a streaming job. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final String STREAMING = "gluestreaming";

    /** Whether Glue repeats this run. */
    boolean isRepeated(JobRun run) {
        return run.jobRunState() == JobRunState.FAILED && attempt(run) < maxRetries();
    }

    /** Whether the repetition of a failed run may still show, though it does not yet. */
    boolean isAwaited(JobRun failed, Instant now) {
        return Stream.of(failed.completedOn(), failed.lastModifiedOn(), failed.startedOn())
                .filter(Objects::nonNull)
                .findFirst()
                .filter(ended -> now.isBefore(ended.plus(COMES_WITHIN)))
                .isPresent();
    }

    /**
     * Refuses a run of a streaming job that has no limit of time, for it does not end by itself. Glue tells of the kind of a job
     * only with the job, which is asked for where a run has no limit; every other kind has one.
     *
     * @throws InvalidRequest if the job is a streaming job
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/glue-streaming-maintenance.html">Maintenance windows</a>
     */
    void refuseEndless(JobRun run) {
        if (!hasLimit(run) && isStreaming()) {
            throw new InvalidRequest(
                    "name: expected a job whose runs end, but got the streaming job %s. Start it with StartJobRun, which does not wait, or set a Timeout of less than seven days."
                            .formatted(jobName));
        }
    }

    /** The attempt that follows a failed one, where Glue shows it already. */
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
            JobCommand command = job().command();
            return command != null && STREAMING.equals(command.name());
        } catch (ConnectorException notTold) {
            return false;
        }
    }

    private int maxRetries() {
        Integer retries = job().maxRetries();
        return retries == null ? 0 : retries;
    }

    private Job job() {
        Glue.Requested<GetJobRequest> request = limit -> GetJobRequest.builder()
                .jobName(jobName)
                .overrideConfiguration(limit)
                .build();
        return glue.call(GlueClient::getJob, request, "job " + jobName).job();
    }

    private static int attempt(JobRun run) {
        return run.attempt() == null ? 0 : run.attempt();
    }
}
