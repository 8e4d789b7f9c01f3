package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.scripts.ScriptRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A job run with its progress. Guarded by the timeline. */
final class JobRun {
    private final Scope scope;
    private final Job job;
    private final RunRequest request;
    private final String id;
    private final int attempt;
    private final Optional<String> previousRunId;
    private final Instant startedOn;
    private JobRunState state;
    private Instant lastModifiedOn;
    private Optional<Instant> runningSince = Optional.empty();
    private Optional<Instant> completedOn = Optional.empty();
    private Optional<ScriptRun> script = Optional.empty();
    private String errorMessage = "";

    JobRun(Scope scope, Job job, RunRequest request, String id, Optional<String> previousRunId, Instant startedOn) {
        this(scope, job, request, id, 0, previousRunId, startedOn);
    }

    private JobRun(
            Scope scope,
            Job job,
            RunRequest request,
            String id,
            int attempt,
            Optional<String> previousRunId,
            Instant startedOn) {
        this.scope = scope;
        this.job = job;
        this.request = request;
        this.id = id;
        this.attempt = attempt;
        this.previousRunId = previousRunId;
        this.startedOn = startedOn;
        this.lastModifiedOn = startedOn;
        this.state = JobRunState.STARTING;
    }

    /** Returns the automatic retry of this run. */
    JobRun nextAttempt(Instant now) {
        String firstId = id.replaceFirst("_attempt_\\d+$", "");
        int next = attempt + 1;
        return new JobRun(scope, job, request, firstId + "_attempt_" + next, next, Optional.of(id), now);
    }

    Scope scope() {
        return scope;
    }

    Job job() {
        return job;
    }

    RunRequest request() {
        return request;
    }

    String id() {
        return id;
    }

    int attempt() {
        return attempt;
    }

    JobRunState state() {
        return state;
    }

    String errorMessage() {
        return errorMessage;
    }

    Instant startedOn() {
        return startedOn;
    }

    Optional<ScriptRun> script() {
        return script;
    }

    void follow(ScriptRun newScript) {
        script = Optional.of(newScript);
    }

    /** Whether the run counts towards the job's concurrent runs, which it still does for a while after its end. */
    boolean holdsSlot(Instant now, Duration slotRelease) {
        return completedOn.map(end -> end.plus(slotRelease).isAfter(now)).orElse(state != JobRunState.WAITING);
    }

    void enter(JobRunState next, Instant now) {
        state = next;
        lastModifiedOn = now;
        if (next == JobRunState.RUNNING) {
            runningSince = Optional.of(now);
        }
    }

    void end(JobRunState end, String message, Instant now) {
        enter(end, now);
        completedOn = Optional.of(now);
        errorMessage = end == JobRunState.SUCCEEDED || end == JobRunState.STOPPED ? "" : message;
    }

    JobRunSnapshot snapshot() {
        return new JobRunSnapshot(
                job.name(),
                id,
                attempt,
                previousRunId,
                request.triggerName(),
                state,
                request.arguments(),
                startedOn,
                completedOn,
                errorMessage);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Id", id).put("Attempt", attempt).put("JobName", job.name());
        previousRunId.ifPresent(previous -> json.put("PreviousRunId", previous));
        request.triggerName().ifPresent(trigger -> json.put("TriggerName", trigger));
        json.put("JobRunState", state.name());
        json.put("StartedOn", Json.timestamp(startedOn)).put("LastModifiedOn", Json.timestamp(lastModifiedOn));
        completedOn.ifPresent(end -> json.put("CompletedOn", Json.timestamp(end)));
        json.put("ExecutionTime", executionTime().toSeconds());
        if (!errorMessage.isEmpty()) {
            json.put("ErrorMessage", errorMessage);
        }
        if (state == JobRunState.WAITING) {
            json.put("StateDetail", "The job run is queued until one of the job's concurrent runs ends");
        }
        // Glue omits the member for a run without arguments: github.com/boto/boto3/issues/3506.
        if (!request.arguments().isEmpty()) {
            json.set("Arguments", Json.map(request.arguments()));
        }
        json.putArray("PredecessorRuns");
        json.setAll(request.settings());
        if (state.isEnd() && json.path("ExecutionClass").asText().equals("FLEX")) {
            json.put(
                    "DPUSeconds",
                    executionTime().toSeconds() * json.path("MaxCapacity").asDouble());
        }
        return json;
    }

    private Duration executionTime() {
        return runningSince
                .map(since -> Duration.between(since, completedOn.orElse(lastModifiedOn)))
                .orElse(Duration.ZERO);
    }
}
