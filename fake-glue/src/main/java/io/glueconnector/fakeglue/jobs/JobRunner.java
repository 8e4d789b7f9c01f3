package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.events.Events;
import io.glueconnector.fakeglue.protocol.ByScope;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.scripts.ScriptRun;
import io.glueconnector.fakeglue.scripts.Scripts;
import io.glueconnector.fakeglue.time.Timeline;
import io.glueconnector.fakeglue.time.Timings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Moves runs from state to state: simulated runs by the clock, Python shell runs as their scripts proceed. */
final class JobRunner {
    private final ByScope<JobRuns> runs;
    private final Timeline timeline;
    private final Timings timings;
    private final Events events;
    private final Optional<Scripts> scripts;
    private final JobRunLog log;
    private final Consumer<JobRun> whenEnded;

    /**
     * Creates a runner.
     *
     * @param scripts the scripts that Python shell jobs run; without scripts, these jobs are simulated
     * @param log where the runs write their logs
     * @param whenEnded called whenever a run ends, before its retry starts
     */
    JobRunner(
            ByScope<JobRuns> runs,
            Timeline timeline,
            Timings timings,
            Events events,
            Optional<Scripts> scripts,
            JobRunLog log,
            Consumer<JobRun> whenEnded) {
        this.runs = runs;
        this.timeline = timeline;
        this.timings = timings;
        this.events = events;
        this.scripts = scripts;
        this.log = log;
        this.whenEnded = whenEnded;
    }

    void launch(JobRun run) {
        if (run.state() == JobRunState.STARTING) {
            timeline.at(timeline.instant().plus(timings.starting()), () -> run(run));
        }
        DelayNotice.schedule(run, timeline, events);
    }

    /** Begins to stop a run that has not ended. */
    void stop(JobRun run) {
        if (run.state() == JobRunState.STOPPING) {
            return;
        }
        run.enter(JobRunState.STOPPING, timeline.instant());
        DelayNotice.stateChanged(run, timeline, events);
        run.script()
                .ifPresentOrElse(
                        ScriptRun::stop,
                        () -> timeline.at(
                                timeline.instant().plus(timings.stopping()), () -> end(run, JobRunState.STOPPED, "")));
    }

    /** Ends a run that has not ended, publishes Glue's event, starts a waiting run and retries a failed run. */
    void end(JobRun run, JobRunState state, String message) {
        if (run.state().isEnd()) {
            return;
        }
        Instant now = timeline.instant();
        run.end(state, message, now);
        run.script().ifPresentOrElse(ScriptRun::stop, () -> log.ended(run));
        publish(run);
        whenEnded.accept(run);
        if (state == JobRunState.FAILED && run.attempt() < run.job().maxRetries()) {
            JobRun retry = run.nextAttempt(now);
            runs.of(run.scope()).add(retry);
            launch(retry);
        }
        timeline.at(now.plus(timings.slotRelease()), () -> admitWaiting(run));
    }

    /** Ends a run without an event. */
    void abandon(JobRun run) {
        if (!run.state().isEnd()) {
            run.end(JobRunState.STOPPED, "", timeline.instant());
            run.script().ifPresent(ScriptRun::stop);
        }
    }

    private void admitWaiting(JobRun ended) {
        JobRuns book = runs.of(ended.scope());
        Job job = ended.job();
        Optional<JobRun> next = book.longestWaiting(job).filter(waiting -> book.hasFreeSlot(job, timeline.instant()));
        next.ifPresent(waiting -> {
            waiting.enter(JobRunState.STARTING, timeline.instant());
            timeline.at(timeline.instant().plus(timings.starting()), () -> run(waiting));
        });
    }

    private void run(JobRun run) {
        if (run.state() != JobRunState.STARTING) {
            return;
        }
        Instant now = timeline.instant();
        run.enter(JobRunState.RUNNING, now);
        DelayNotice.stateChanged(run, timeline, events);
        run.request()
                .timeout()
                .ifPresent(limit ->
                        timeline.at(now.plus(limit), () -> endRunning(run, JobRunState.TIMEOUT, "Job run timed out")));
        if (scripts.isPresent() && run.job().isPythonShell()) {
            runScript(run, scripts.get());
            return;
        }
        log.started(run);
        Demo demo = Demo.of(run.request().arguments());
        timeline.at(now.plus(demo.running()), () -> endRunning(run, demo.outcome(run.attempt()), demo.message()));
    }

    private void endRunning(JobRun run, JobRunState state, String message) {
        if (run.state() == JobRunState.RUNNING) {
            end(run, state, message);
        }
    }

    private void runScript(JobRun run, Scripts folder) {
        String location = run.job().scriptLocation();
        Optional<Path> script = folder.find(location);
        if (script.isEmpty()) {
            end(run, JobRunState.FAILED, "There is no script " + location + " in the scripts folder");
            return;
        }
        try {
            run.follow(folder.launch(
                    script.get(),
                    run.request().arguments(),
                    run.scope().region(),
                    new ScriptRun.Listener(
                            line -> log.output(run, line),
                            line -> log.error(run, line),
                            result -> timeline.atomically(() -> scriptEnded(run, result)))));
        } catch (IOException e) {
            end(run, JobRunState.FAILED, "The script could not be started: " + e.getMessage());
        }
    }

    private JobRun scriptEnded(JobRun run, ScriptRun.Result result) {
        if (run.state() == JobRunState.STOPPING) {
            end(run, JobRunState.STOPPED, "");
        } else if (result.exitCode() == 0) {
            end(run, JobRunState.SUCCEEDED, "");
        } else {
            String reason = result.lastLine().isEmpty() ? "the script wrote nothing" : result.lastLine();
            end(run, JobRunState.FAILED, "Command failed with exit code " + result.exitCode() + ": " + reason);
        }
        return run;
    }

    /** Publishes the end of a run. Only these four states have an event; ERROR and EXPIRED have none. */
    private void publish(JobRun run) {
        switch (run.state()) {
            case SUCCEEDED -> publish(run, "INFO", "Job run succeeded");
            case STOPPED -> publish(run, "INFO", "Job run stopped");
            case TIMEOUT -> publish(run, "WARN", "Job run timed out");
            case FAILED -> publish(run, "ERROR", run.errorMessage());
            case ERROR, EXPIRED, STARTING, RUNNING, STOPPING, WAITING -> {}
        }
    }

    private void publish(JobRun run, String severity, String message) {
        ObjectNode detail = Json.object().put("jobName", run.job().name()).put("severity", severity);
        detail.put("state", run.state().name()).put("jobRunId", run.id()).put("message", message);
        events.publish(run.scope(), "Glue Job State Change", detail);
    }
}
