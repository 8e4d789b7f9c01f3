package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
import io.glueconnector.request.TextRule;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunRequest;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;

/**
 * Reads the runs of one job by id.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRun.html">GetJobRun</a>
 */
record JobRuns(String jobName, Glue glue) {
    /** The format of a run's id. */
    static final TextRule ID = TextRule.line(1, 255);

    /** Whether a run in this state has ended. A state that the SDK does not know is not an end state. */
    static boolean isEnd(JobRunState state) {
        return switch (state) {
            case STARTING, RUNNING, STOPPING, WAITING, UNKNOWN_TO_SDK_VERSION -> false;
            case SUCCEEDED, FAILED, STOPPED, TIMEOUT, ERROR, EXPIRED -> true;
        };
    }

    /** Reads a run as {@link #get(String, boolean)} does, without its predecessors. */
    JobRun get(String jobRunId) {
        return get(jobRunId, false);
    }

    /**
     * Reads a run as {@link #get(String, boolean)} does, without its predecessors.
     *
     * @throws GlueFailure if Glue returns it without its id or its state
     */
    JobRun ofKnownState(String jobRunId) {
        return known(get(jobRunId));
    }

    /**
     * Returns the run.
     *
     * @throws GlueFailure if it has no id or no state
     */
    JobRun known(JobRun run) {
        if (run.id() == null || run.jobRunState() == null) {
            throw new GlueFailure(
                    "Glue returned a run of job %s without its id or its state. Try again.".formatted(jobName),
                    Retry.anytime());
        }
        return run;
    }

    /**
     * Reads a run.
     *
     * @throws GlueFailure if Glue returns none
     * @throws io.glueconnector.error.ConnectorException if the run cannot be read
     */
    JobRun get(String jobRunId, boolean predecessorsIncluded) {
        Glue.Requested<GetJobRunRequest> request = limit -> GetJobRunRequest.builder()
                .jobName(jobName)
                .runId(jobRunId)
                .predecessorsIncluded(predecessorsIncluded)
                .overrideConfiguration(limit)
                .build();
        String subject = "run %s of job %s".formatted(jobRunId, jobName);
        JobRun run = glue.call(GlueClient::getJobRun, request, subject).jobRun();
        if (run == null) {
            throw new GlueFailure("Glue returned nothing for %s. Try again.".formatted(subject), Retry.anytime());
        }
        return run;
    }
}
