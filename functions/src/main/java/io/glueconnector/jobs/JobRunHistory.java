package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.paging.Page;
import io.glueconnector.paging.Pages;
import java.time.Instant;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunsRequest;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * The runs of a job, which Glue lists newest first.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html">GetJobRuns</a>
 */
record JobRunHistory(String jobName, Glue glue) {
    /** The maximum number of runs in one page. */
    static final int PAGE = 200;

    /**
     * Reads the runs that started at or after a time, as far as Glue lists them.
     *
     * @throws io.glueconnector.error.ConnectorException if the runs cannot be listed
     */
    Pages<JobRun> since(Instant since) {
        return Pages.read(token -> page(PAGE, token)
                .until(run -> run.startedOn() != null && run.startedOn().isBefore(since)));
    }

    /**
     * Reads one page of at most the given number of runs. The token is null for the newest runs.
     *
     * @throws io.glueconnector.error.ConnectorException if the runs cannot be listed
     */
    Page<JobRun> page(int most, String token) {
        Glue.Requested<GetJobRunsRequest> request = limit -> GetJobRunsRequest.builder()
                .jobName(jobName)
                .maxResults(most)
                .nextToken(token)
                .overrideConfiguration(limit)
                .build();
        GetJobRunsResponse answer = glue.call(GlueClient::getJobRuns, request, "job " + jobName);
        return new Page<>(answer.hasJobRuns(), answer.jobRuns(), answer.nextToken());
    }
}
