package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.events.Events;
import io.glueconnector.fakeglue.logs.LogBook;
import io.glueconnector.fakeglue.protocol.ByScope;
import io.glueconnector.fakeglue.protocol.Ids;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.scripts.ScriptRun;
import io.glueconnector.fakeglue.scripts.Scripts;
import io.glueconnector.fakeglue.time.Timeline;
import io.glueconnector.fakeglue.time.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Jobs and their runs, for the rest of the server. Call its methods within a step of the timeline. */
public final class JobService {
    private final ByScope<Jobs> jobs = new ByScope<>(scope -> new Jobs());
    private final ByScope<JobRuns> runs;
    private final JobRunner runner;
    private final JobOperations jobOperations;
    private final JobRunOperations runOperations;
    private final List<BiConsumer<Scope, JobRunSnapshot>> endListeners = new ArrayList<>();

    public JobService(
            Timeline timeline, Timings timings, Events events, Ids ids, Optional<Scripts> scripts, LogBook logs) {
        this.runs = new ByScope<>(scope -> new JobRuns(scope, ids, timings.slotRelease()));
        this.runner = new JobRunner(
                runs,
                timeline,
                timings,
                events,
                scripts,
                new JobRunLog(logs, timeline),
                run -> endListeners.forEach(told -> told.accept(run.scope(), run.snapshot())));
        this.jobOperations = new JobOperations(jobs, timeline);
        this.runOperations = new JobRunOperations(jobs, runs, runner, timeline);
    }

    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(jobOperations.all());
        all.addAll(runOperations.all());
        return all;
    }

    /** Sets the listener for the end of every run. */
    public void onEnd(BiConsumer<Scope, JobRunSnapshot> listener) {
        endListeners.add(listener);
    }

    /** Returns the tags of a job; empty if there is no such job. */
    public Optional<Map<String, String>> tags(Scope scope, String jobName) {
        return jobs.of(scope).find(jobName).map(Job::tags);
    }

    /**
     * Starts a run on behalf of a trigger.
     *
     * @param action the trigger's action, which has the members of StartJobRun
     * @return the run's ID
     */
    public String start(Scope scope, ObjectNode action, String triggerName) {
        Job job = jobs.of(scope).get(action.path("JobName").asText());
        return runOperations
                .start(job, runs.of(scope), action, Optional.of(triggerName))
                .id();
    }

    /** Returns a job's runs, newest first. */
    public List<JobRunSnapshot> runs(Scope scope, String jobName) {
        return runs.of(scope).of(jobName).stream().map(JobRun::snapshot).toList();
    }

    /** Ends a run now, regardless of its arguments. Does nothing if it has ended. */
    public void end(Scope scope, String jobName, String runId, JobRunState state, String message) {
        runner.end(runs.of(scope).get(jobName, runId), state, message);
    }

    /** Hides every run from GetJobRuns until this long after its start. */
    public void lagRuns(Duration lag) {
        runOperations.lag(lag);
    }

    /** Returns the output of a run's script so far; empty if there is no such run or it has no script. */
    public Optional<String> output(String runId) {
        return runs.all().stream()
                .flatMap(book -> book.all().stream())
                .filter(run -> run.id().equals(runId))
                .findFirst()
                .flatMap(JobRun::script)
                .map(ScriptRun::output);
    }

    /** Clears everything. First stops the runs that have not ended, without events. */
    public void clear() {
        runs.all().stream().flatMap(book -> book.all().stream()).forEach(runner::abandon);
        runs.clear();
        jobs.clear();
        lagRuns(Duration.ZERO);
    }
}
