package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunRequest;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Reads the runs of one job by id.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRun.html">GetJobRun</a>
 */
record JobRuns(String jobName, Glue glue) {

    /** Reads a run as {@link #get(String, boolean)} does, without its predecessors. */
    JobRun get(String jobRunId) {
        return get(jobRunId, false);
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
