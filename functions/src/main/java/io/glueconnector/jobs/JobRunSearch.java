package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.aws.JobRunHistory;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Look;
import io.glueconnector.ledger.Start;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Searches the runs of a job for the one that carries a start's token.
 *
 * <p>Only a search that saw every run since the intent, each with its arguments, proves that there is none.
 */
final class JobRunSearch {
    /** By how much the clocks of Glue and of the function may differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final String jobName;
    private final Glue glue;

    JobRunSearch(String jobName, Glue glue) {
        this.jobName = jobName;
        this.glue = glue;
    }

    /** Searches for the run of a start; what it answers for a run id is the caller's. */
    Look find(Start start, Function<String, Map<String, Object>> answer) {
        try {
            JobRunHistory history = JobRunHistory.since(start.times().intentAt().minus(CLOCKS_DIFFER), jobName, glue);
            List<JobRun> found =
                    history.runs().stream().filter(run -> carries(run, start)).toList();
            return found.isEmpty() ? absence(history, start) : verdict(found, answer);
        } catch (ConnectorException e) {
            return new Look.Unsure("its runs could not be searched (%s, glue:GetJobRuns).".formatted(e.code()));
        }
    }

    private static boolean carries(JobRun run, Start start) {
        return start.token().equals(run.arguments().get(JobRunStart.TOKEN_ARGUMENT));
    }

    private static Look absence(JobRunHistory history, Start start) {
        if (!history.complete()) {
            return new Look.Unsure("Glue did not list all recent runs of the job.");
        }
        boolean withoutArguments =
                history.runs().stream().anyMatch(run -> run.arguments().isEmpty() && mayBeOf(run, start));
        return withoutArguments ? new Look.Unsure("Glue shows a run without its arguments.") : new Look.NotFound();
    }

    private static boolean mayBeOf(JobRun run, Start start) {
        boolean ofATrigger = run.triggerName() != null && !run.triggerName().isEmpty();
        boolean tooLate = run.startedOn() != null
                && run.startedOn().isAfter(start.times().settledAt().plus(CLOCKS_DIFFER));
        return !ofATrigger && !tooLate;
    }

    // Glue's own retries of a run carry its arguments too: the run that they go back to is the one that was started.
    private static Look verdict(List<JobRun> found, Function<String, Map<String, Object>> answer) {
        Set<String> ids = found.stream().map(JobRun::id).collect(Collectors.toSet());
        List<JobRun> roots =
                found.stream().filter(run -> !ids.contains(run.previousRunId())).toList();
        return new Look.Found(answer.apply(roots.getLast().id()), roots.size() > 1);
    }
}
