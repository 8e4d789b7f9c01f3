package io.glueconnector.completion;

import io.glueconnector.aws.Glue;
import io.glueconnector.aws.JobRunHistory;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRequest;
import software.amazon.awssdk.services.glue.model.GetJobRunRequest;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;

/**
 * The attempts of a run. Glue repeats a failed run as often as the job's MaxRetries says, each time as a run of its own that
 * names the one before.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html">JobRun: Attempt, PreviousRunId</a>
 */
final class Attempts {
    /** A retry that does not show for so long after a failure does not come any more. */
    private static final Duration COMES_WITHIN = Duration.ofMinutes(10);

    private final String jobName;
    private final Glue glue;

    Attempts(String jobName, Glue glue) {
        this.jobName = jobName;
        this.glue = glue;
    }

    /**
     * Reads one attempt.
     *
     * @throws ConnectorException if Glue does not tell its state
     */
    JobRun get(String jobRunId) {
        Glue.Requested<GetJobRunRequest> request = limit -> GetJobRunRequest.builder()
                .jobName(jobName)
                .runId(jobRunId)
                .overrideConfiguration(limit)
                .build();
        String subject = "run %s of job %s".formatted(jobRunId, jobName);
        JobRun run = glue.call(GlueClient::getJobRun, request, subject).jobRun();
        if (run == null || run.jobRunState() == null) {
            throw new GlueFailure("Glue answered no state of %s. Try again.".formatted(subject), Retry.anytime());
        }
        return run;
    }

    /** Whether Glue repeats this run. */
    boolean isRepeated(JobRun run) {
        return run.jobRunState() == JobRunState.FAILED && attempt(run) < maxRetries();
    }

    /** Whether the repetition of a failed run may still show, though it does not yet. */
    boolean isAwaited(JobRun failed, Instant now) {
        return failed.completedOn() == null || now.isBefore(failed.completedOn().plus(COMES_WITHIN));
    }

    /** The attempt that follows a failed one, where Glue shows it already. */
    Optional<JobRun> after(JobRun failed) {
        Instant since = failed.startedOn() == null ? Instant.EPOCH : failed.startedOn();
        return JobRunHistory.since(since, jobName, glue).runs().stream()
                .filter(run -> failed.id().equals(run.previousRunId()))
                .findFirst();
    }

    private int maxRetries() {
        Glue.Requested<GetJobRequest> request = limit -> GetJobRequest.builder()
                .jobName(jobName)
                .overrideConfiguration(limit)
                .build();
        Integer retries =
                glue.call(GlueClient::getJob, request, "job " + jobName).job().maxRetries();
        return retries == null ? 0 : retries;
    }

    private static int attempt(JobRun run) {
        return run.attempt() == null ? 0 : run.attempt();
    }
}
