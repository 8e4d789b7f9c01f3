package io.glueconnector.triggers;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.SearchResult;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.StartTarget;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Trace;
import io.glueconnector.paging.Page;
import io.glueconnector.paging.Pages;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Action;
import software.amazon.awssdk.services.glue.model.GetJobRunsRequest;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.StartTriggerRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/** The firing of an ON_DEMAND trigger. Its runs carry no token, so the trigger's name and the time identify them. */
record TriggerFiring(Trigger trigger, StartTarget target, Glue glue) implements Startable, Trace {
    private static final int PAGE = 200;
    private static final String JOB_RUN_IDS = "jobRunIds";

    @Override
    public Trace trace() {
        return this;
    }

    @Override
    public boolean leasesName() {
        return true;
    }

    @Override
    public Map<String, Object> start(Start start) {
        Glue.Requested<StartTriggerRequest> request = limit -> StartTriggerRequest.builder()
                .name(trigger.name())
                .overrideConfiguration(limit)
                .build();
        glue.start(
                GlueClient::startTrigger,
                request,
                Triggers.subject(trigger.name()),
                jobs(),
                trigger.actions().stream().map(Action::arguments).toList());
        return answer(runsAlreadyShown(start));
    }

    @Override
    public SearchResult search(Start start, Set<String> claimed) {
        if (jobs().isEmpty()) {
            return new SearchResult.Inconclusive(
                    "it starts only crawlers, and crawls do not name their trigger.", true);
        }
        try {
            List<Pages<JobRun>> histories = histories(start);
            List<String> runs = runs(histories, start).stream()
                    .filter(run -> !claimed.contains(run))
                    .toList();
            if (!runs.isEmpty()) {
                return new SearchResult.Found(answer(runs), false);
            }
            return absence(histories);
        } catch (ConnectorException e) {
            return new SearchResult.Inconclusive(
                    "the runs of its jobs could not be searched (%s, glue:GetJobRuns).".formatted(e.code()));
        }
    }

    private SearchResult absence(List<Pages<JobRun>> histories) {
        if (!histories.stream().allMatch(Pages::complete)) {
            return new SearchResult.Inconclusive("Glue did not list all recent runs of its jobs.");
        }
        boolean timeless = ofTheTrigger(histories).anyMatch(run -> run.startedOn() == null);
        return timeless
                ? new SearchResult.Inconclusive("Glue lists one of its runs without a start time.")
                : new SearchResult.NotFound();
    }

    @Override
    public Set<String> claimedIds(Map<String, Object> answer) {
        return answer.get(JOB_RUN_IDS) instanceof List<?> runs
                ? runs.stream().map(Object::toString).collect(Collectors.toSet())
                : Set.of();
    }

    @Override
    public Duration cooldown(Map<String, Object> answer) {
        return claimedIds(answer).size() < jobActions().count() ? BEGINS_WITHIN.plus(Start.APART) : Start.APART;
    }

    // The trigger has fired in any case. Runs that Glue does not list yet are omitted.
    private List<String> runsAlreadyShown(Start start) {
        try {
            return runs(histories(start), start);
        } catch (ConnectorException notShown) {
            return List.of();
        }
    }

    private List<String> runs(List<Pages<JobRun>> histories, Start start) {
        return ofTheTrigger(histories)
                .filter(run -> run.startedOn() != null && start.mayHaveBegunAt(run.startedOn()))
                .map(JobRun::id)
                .toList();
    }

    // Glue's own retry of an earlier run also names the trigger, but does not belong to this firing.
    private Stream<JobRun> ofTheTrigger(List<Pages<JobRun>> histories) {
        return histories.stream()
                .flatMap(history -> history.items().stream())
                .filter(run -> trigger.name().equals(run.triggerName()))
                .filter(run ->
                        run.previousRunId() == null || run.previousRunId().isEmpty());
    }

    private List<Pages<JobRun>> histories(Start start) {
        return jobs().stream()
                .map(job -> Pages.read(token -> page(job, token)
                        .until(run -> run.startedOn() != null && run.startedOn().isBefore(start.beganFrom()))))
                .toList();
    }

    // Glue lists the newest runs first.
    private Page<JobRun> page(String job, String token) {
        Glue.Requested<GetJobRunsRequest> request = limit -> GetJobRunsRequest.builder()
                .jobName(job)
                .maxResults(PAGE)
                .nextToken(token)
                .overrideConfiguration(limit)
                .build();
        GetJobRunsResponse answer = glue.call(GlueClient::getJobRuns, request, "job " + job);
        return new Page<>(answer.hasJobRuns(), answer.jobRuns(), answer.nextToken());
    }

    private List<String> jobs() {
        return jobActions().distinct().toList();
    }

    private Stream<String> jobActions() {
        return trigger.actions().stream().map(Action::jobName).filter(Objects::nonNull);
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
