package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Look;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Target;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Action;
import software.amazon.awssdk.services.glue.model.GetJobRunsRequest;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.StartTriggerRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/** The firing of an ON_DEMAND trigger. Its runs carry no token, so they are found again by the trigger's name and the time. */
final class TriggerFiring implements Startable {
    private static final String JOB_RUN_IDS = "jobRunIds";
    private static final int NEWEST_RUNS = 100;

    private final Trigger trigger;
    private final Target target;
    private final Glue glue;
    private final Instant now;

    TriggerFiring(Trigger trigger, Target target, Glue glue, Instant now) {
        this.trigger = trigger;
        this.target = target;
        this.glue = glue;
        this.now = now;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public boolean leasesName() {
        return true;
    }

    @Override
    public Map<String, Object> start(String token) {
        StartTriggerRequest request =
                StartTriggerRequest.builder().name(trigger.name()).build();
        glue.start(GlueClient::startTrigger, request, Triggers.subject(trigger.name()));
        return answer(runsAlreadyShown());
    }

    @Override
    public Look look(Start start, Set<String> credited) {
        if (jobs().isEmpty()) {
            return new Look.Unsure("it starts crawlers only, whose crawls do not name their trigger.");
        }
        try {
            Instant from = start.times().attemptAt().truncatedTo(ChronoUnit.SECONDS);
            List<String> runs = runs(from, start.times().settledAt()).stream()
                    .filter(run -> !credited.contains(run))
                    .toList();
            return runs.isEmpty() ? new Look.NotFound() : new Look.Found(answer(runs), false);
        } catch (ConnectorException e) {
            return new Look.Unsure(
                    "the runs of its jobs could not be searched (%s, glue:GetJobRuns).".formatted(e.code()));
        }
    }

    @Override
    public Set<String> credits(Map<String, Object> answer) {
        return answer.get(JOB_RUN_IDS) instanceof List<?> runs
                ? runs.stream().map(Object::toString).collect(Collectors.toSet())
                : Set.of();
    }

    // The trigger has fired whatever this look finds: runs that Glue does not show yet are left out.
    private List<String> runsAlreadyShown() {
        try {
            return runs(now, Instant.MAX);
        } catch (ConnectorException notShown) {
            return List.of();
        }
    }

    private List<String> runs(Instant from, Instant to) {
        return jobs().stream()
                .flatMap(job -> newestRuns(job).stream())
                .filter(run -> trigger.name().equals(run.triggerName()))
                .filter(run -> isBetween(run.startedOn(), from, to))
                .map(JobRun::id)
                .toList();
    }

    private static boolean isBetween(Instant time, Instant from, Instant to) {
        return time != null && !time.isBefore(from) && !time.isAfter(to);
    }

    private List<String> jobs() {
        return trigger.actions().stream()
                .map(Action::jobName)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private List<JobRun> newestRuns(String job) {
        GetJobRunsRequest request =
                GetJobRunsRequest.builder().jobName(job).maxResults(NEWEST_RUNS).build();
        return glue.call(GlueClient::getJobRuns, request, "job " + job).jobRuns();
    }

    private Map<String, Object> answer(List<String> runs) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", trigger.name());
        answer.put("type", trigger.typeAsString());
        answer.put("outcome", "fired");
        if (!runs.isEmpty()) {
            answer.put(JOB_RUN_IDS, runs);
        }
        answer.put("state", trigger.stateAsString());
        return answer;
    }
}
