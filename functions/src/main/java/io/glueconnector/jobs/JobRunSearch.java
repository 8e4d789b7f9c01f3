package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Look;
import io.glueconnector.ledger.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunsRequest;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Searches the runs of a job, newest first, for the one that carries a start's token.
 *
 * <p>Only a search that saw every run since the intent, each with its arguments, proves that there is none.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html">GetJobRuns</a>
 */
final class JobRunSearch {
    private static final int PAGES = 10;
    private static final int PAGE = 200;
    /** By how much the clocks of Glue and of the function may differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final String jobName;
    private final Glue glue;
    private final List<JobRun> found = new ArrayList<>();
    private boolean withoutArguments;

    JobRunSearch(String jobName, Glue glue) {
        this.jobName = jobName;
        this.glue = glue;
    }

    /** Searches for the run of a start; what it answers for a run id is the caller's. */
    Look find(Start start, Function<String, Map<String, Object>> answer) {
        try {
            boolean complete = search(start);
            if (!found.isEmpty()) {
                return verdict(answer);
            }
            if (!complete) {
                return new Look.Unsure("the job has more recent runs than could be searched.");
            }
        } catch (ConnectorException e) {
            return new Look.Unsure("its runs could not be searched (%s, glue:GetJobRuns).".formatted(e.code()));
        }
        return withoutArguments ? new Look.Unsure("Glue shows a run without its arguments.") : new Look.NotFound();
    }

    private boolean search(Start start) {
        Instant since = start.times().intentAt().minus(CLOCKS_DIFFER);
        Set<String> tokens = new HashSet<>();
        String token = null;
        for (int page = 0; page < PAGES; page++) {
            GetJobRunsResponse runs = page(token);
            for (JobRun run : runs.jobRuns()) {
                if (run.startedOn() != null && run.startedOn().isBefore(since)) {
                    return true;
                }
                consider(run, start.token());
            }
            token = runs.nextToken();
            if (token == null || token.isEmpty()) {
                return true;
            }
            if (!tokens.add(token)) {
                return false;
            }
        }
        return false;
    }

    private GetJobRunsResponse page(String token) {
        GetJobRunsRequest request = GetJobRunsRequest.builder()
                .jobName(jobName)
                .maxResults(PAGE)
                .nextToken(token)
                .build();
        return glue.call(GlueClient::getJobRuns, request, "job " + jobName);
    }

    private void consider(JobRun run, String startToken) {
        if (!run.hasArguments() || run.arguments().isEmpty()) {
            withoutArguments = true;
        } else if (startToken.equals(run.arguments().get(JobRunStart.TOKEN_ARGUMENT))) {
            found.add(run);
        }
    }

    // Glue's own retries of a run carry its arguments too: the run that they go back to is the one that was started.
    private Look verdict(Function<String, Map<String, Object>> answer) {
        Set<String> ids = found.stream().map(JobRun::id).collect(Collectors.toSet());
        List<JobRun> roots =
                found.stream().filter(run -> !ids.contains(run.previousRunId())).toList();
        return new Look.Found(answer.apply(roots.getLast().id()), roots.size() > 1);
    }
}
