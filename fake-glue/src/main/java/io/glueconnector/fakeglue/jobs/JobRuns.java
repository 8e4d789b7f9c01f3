package io.glueconnector.fakeglue.jobs;

import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Ids;
import io.glueconnector.fakeglue.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The job runs of one account and Region. Guarded by the timeline. */
final class JobRuns {
    private final Scope scope;
    private final Ids ids;
    private final Duration slotRelease;
    private final Map<String, Deque<JobRun>> newestFirst = new HashMap<>();

    JobRuns(Scope scope, Ids ids, Duration slotRelease) {
        this.scope = scope;
        this.ids = ids;
        this.slotRelease = slotRelease;
    }

    /** Records a new run as STARTING, or as WAITING if the job has no free slot and the run may queue. */
    JobRun add(Job job, RunRequest request, Optional<String> previousRunId, Instant now) {
        boolean free = hasFreeSlot(job, now);
        if (!free && !request.queuing()) {
            throw GlueError.concurrentRunsExceeded(job.name());
        }
        JobRun run = new JobRun(scope, job, request, ids.jobRun(), previousRunId, now);
        if (!free) {
            run.enter(JobRunState.WAITING, now);
        }
        add(run);
        return run;
    }

    void add(JobRun run) {
        newestFirst
                .computeIfAbsent(run.job().name(), name -> new ArrayDeque<>())
                .addFirst(run);
    }

    boolean hasFreeSlot(Job job, Instant now) {
        long taken = of(job.name()).stream()
                .filter(run -> run.holdsSlot(now, slotRelease))
                .count();
        return taken < job.maxConcurrentRuns();
    }

    Optional<JobRun> longestWaiting(Job job) {
        return of(job.name()).stream()
                .filter(run -> run.state() == JobRunState.WAITING)
                .reduce((newer, older) -> older);
    }

    /** Returns a job's runs, newest first. */
    List<JobRun> of(String jobName) {
        return List.copyOf(newestFirst.getOrDefault(jobName, new ArrayDeque<>()));
    }

    Optional<JobRun> find(String jobName, String runId) {
        return of(jobName).stream().filter(run -> run.id().equals(runId)).findFirst();
    }

    JobRun get(String jobName, String runId) {
        return find(jobName, runId).orElseThrow(() -> GlueError.notFound("Job run with id: " + runId + " not found."));
    }

    List<JobRun> all() {
        return newestFirst.values().stream()
                .flatMap(Deque::stream)
                .sorted(Comparator.comparing(JobRun::startedOn))
                .toList();
    }
}
