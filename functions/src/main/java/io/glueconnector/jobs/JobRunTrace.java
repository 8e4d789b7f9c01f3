package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.SearchResult;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.Trace;
import io.glueconnector.paging.Pages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Finds the job run that carries a start's token as an argument.
 *
 * <p>Only a search that saw every run since the intent was recorded proves that the start has none. If a run was started
 * without arguments, Glue lists it without that field, and may omit the field for other runs too. The search reads each
 * such run by its id. If that shows no token either, the run belongs to another start.
 *
 * @param carriesToken whether the run was started with a token
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html">JobRun: Arguments</a>
 */
public record JobRunTrace(String jobName, boolean carriesToken, Glue glue) implements Trace {
    /** The argument that holds the token. */
    static final String TOKEN_ARGUMENT = "--glue-connector-start-token";

    /** The time by which a run may lie outside the start's own times and still count. Clocks differ by far less. */
    private static final Duration SEARCH_MARGIN = Duration.ofMinutes(5);
    /** The maximum number of runs listed without arguments that one search reads by id. */
    private static final int MOST_ASKED = 20;

    /** Returns the response to a start that started a run. */
    static Map<String, Object> answer(String jobRunId) {
        return Map.of("jobRunId", jobRunId);
    }

    @Override
    public boolean leasesName() {
        return false;
    }

    @Override
    public SearchResult search(Start start, Set<String> claimed) {
        return carriesToken
                ? searchRuns(start)
                : new SearchResult.Inconclusive(
                        "its run carries no token, because startToken=false was requested.", true);
    }

    @Override
    public Set<String> claimedIds(Map<String, Object> answer) {
        return Set.of();
    }

    @Override
    public Duration cooldown(Map<String, Object> answer) {
        return Duration.ZERO;
    }

    private SearchResult searchRuns(Start start) {
        try {
            Pages<JobRun> history = new JobRunHistory(jobName, glue)
                    .since(start.times().intentAt().minus(SEARCH_MARGIN));
            List<JobRun> found = carrying(start, history.items());
            return found.isEmpty() ? searchThoroughly(history, start) : verdict(found);
        } catch (ConnectorException e) {
            return new SearchResult.Inconclusive(
                    "its runs could not be searched (%s, glue:GetJobRuns).".formatted(e.code()));
        }
    }

    private SearchResult searchThoroughly(Pages<JobRun> history, Start start) {
        List<JobRun> silent = history.items().stream()
                .filter(run -> run.arguments().isEmpty() && mayBeOf(run, start))
                .toList();
        if (silent.size() > MOST_ASKED) {
            return new SearchResult.Inconclusive(
                    "Glue lists more than %d runs without their arguments.".formatted(MOST_ASKED));
        }
        try {
            List<JobRun> found = carrying(
                    start,
                    silent.stream()
                            .map(run -> new JobRuns(jobName, glue).get(run.id()))
                            .toList());
            return found.isEmpty() ? absence(history) : verdict(found);
        } catch (ConnectorException e) {
            return new SearchResult.Inconclusive(
                    "Glue lists a run without its arguments, and reading the run failed (%s, glue:GetJobRun)."
                            .formatted(e.code()));
        }
    }

    private static List<JobRun> carrying(Start start, List<JobRun> runs) {
        return runs.stream()
                .filter(run -> start.token().equals(run.arguments().get(TOKEN_ARGUMENT)))
                .toList();
    }

    private static SearchResult absence(Pages<JobRun> history) {
        return history.complete()
                ? new SearchResult.NotFound()
                : new SearchResult.Inconclusive("Glue did not list all recent runs of the job.");
    }

    private static boolean mayBeOf(JobRun run, Start start) {
        boolean ofATrigger = run.triggerName() != null && !run.triggerName().isEmpty();
        boolean tooLate = run.startedOn() != null
                && run.startedOn().isAfter(start.times().settledAt().plus(SEARCH_MARGIN));
        return !ofATrigger && !tooLate;
    }

    // Glue's own retries of a run carry its arguments too. The run at their root is the one that was started.
    private static SearchResult verdict(List<JobRun> found) {
        Set<String> ids = found.stream().map(JobRun::id).collect(Collectors.toSet());
        List<JobRun> roots =
                found.stream().filter(run -> !ids.contains(run.previousRunId())).toList();
        return new SearchResult.Found(answer(roots.getLast().id()), roots.size() > 1);
    }
}
