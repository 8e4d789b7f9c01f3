package io.glueconnector.trace;

import io.glueconnector.aws.Glue;
import io.glueconnector.aws.JobRunHistory;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Look;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.Traceable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * The run of a job that carries a start's token as an argument.
 *
 * <p>Only a search that saw every run since the intent, each with its arguments, proves that there is none.
 */
public final class JobRunTrace implements Traceable {
    /** The argument that holds the token. */
    public static final String TOKEN_ARGUMENT = "--glue-connector-start-token";

    /** By how much the clocks of Glue and of the function may differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final String jobName;
    private final boolean carriesToken;
    private final Glue glue;

    /**
     * The trace of a run.
     *
     * @param carriesToken whether the run was started with a token
     */
    public JobRunTrace(String jobName, boolean carriesToken, Glue glue) {
        this.jobName = jobName;
        this.carriesToken = carriesToken;
        this.glue = glue;
    }

    /** The answer of a start that began a run. */
    public static Map<String, Object> answer(String jobRunId) {
        return Map.of("jobRunId", jobRunId);
    }

    @Override
    public boolean leasesName() {
        return false;
    }

    @Override
    public Look look(Start start, Set<String> credited) {
        return carriesToken
                ? search(start)
                : new Look.Unsure("its run carries no token, as startToken=false asked for.");
    }

    @Override
    public Set<String> credits(Map<String, Object> answer) {
        return Set.of();
    }

    @Override
    public Duration rest(Map<String, Object> answer) {
        return Duration.ZERO;
    }

    private Look search(Start start) {
        try {
            JobRunHistory history = JobRunHistory.since(start.times().intentAt().minus(CLOCKS_DIFFER), jobName, glue);
            List<JobRun> found =
                    history.runs().stream().filter(run -> carries(run, start)).toList();
            return found.isEmpty() ? absence(history, start) : verdict(found);
        } catch (ConnectorException e) {
            return new Look.Unsure("its runs could not be searched (%s, glue:GetJobRuns).".formatted(e.code()));
        }
    }

    private static boolean carries(JobRun run, Start start) {
        return start.token().equals(run.arguments().get(TOKEN_ARGUMENT));
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
    private static Look verdict(List<JobRun> found) {
        Set<String> ids = found.stream().map(JobRun::id).collect(Collectors.toSet());
        List<JobRun> roots =
                found.stream().filter(run -> !ids.contains(run.previousRunId())).toList();
        return new Look.Found(answer(roots.getLast().id()), roots.size() > 1);
    }
}
