package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunsRequest;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * The newest runs of a job, which Glue lists newest first.
 *
 * @param runs the runs that were seen, newest first
 * @param complete whether these are all that began since the asked time, as far as Glue shows them
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html">GetJobRuns</a>
 */
public record JobRunHistory(List<JobRun> runs, boolean complete) {
    private static final int PAGES = 10;
    private static final int PAGE = 200;

    /**
     * Reads the runs of a job that began at or after a time, on at most ten pages of 200.
     *
     * @throws io.glueconnector.error.ConnectorException if Glue does not list them
     */
    public static JobRunHistory since(Instant since, String jobName, Glue glue) {
        List<JobRun> runs = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        String token = null;
        for (int page = 0; page < PAGES; page++) {
            GetJobRunsResponse answer = page(jobName, token, glue);
            // Glue lists no runs as an empty list; an answer without any list is not one.
            if (!answer.hasJobRuns()) {
                break;
            }
            for (JobRun run : answer.jobRuns()) {
                if (run.startedOn() != null && run.startedOn().isBefore(since)) {
                    return new JobRunHistory(runs, true);
                }
                runs.add(run);
            }
            token = answer.nextToken();
            if (token == null || token.isEmpty()) {
                return new JobRunHistory(runs, true);
            }
            if (!tokens.add(token)) {
                break;
            }
        }
        return new JobRunHistory(runs, false);
    }

    private static GetJobRunsResponse page(String jobName, String token, Glue glue) {
        Glue.Requested<GetJobRunsRequest> request = limit -> GetJobRunsRequest.builder()
                .jobName(jobName)
                .maxResults(PAGE)
                .nextToken(token)
                .overrideConfiguration(limit)
                .build();
        return glue.call(GlueClient::getJobRuns, request, "job " + jobName);
    }
}
