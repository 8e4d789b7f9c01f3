package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.ByScope;
import io.glueconnector.fakeglue.protocol.Call;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.protocol.Operation;
import io.glueconnector.fakeglue.protocol.Page;
import io.glueconnector.fakeglue.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations on job runs. */
final class JobRunOperations {
    private static final int LARGEST_PAGE = 200;

    private final ByScope<Jobs> jobs;
    private final ByScope<JobRuns> runs;
    private final JobRunner runner;
    private final Timeline timeline;
    private volatile Duration listLag = Duration.ZERO;

    JobRunOperations(ByScope<Jobs> jobs, ByScope<JobRuns> runs, JobRunner runner, Timeline timeline) {
        this.jobs = jobs;
        this.runs = runs;
        this.runner = runner;
        this.timeline = timeline;
    }

    List<Operation> all() {
        return List.of(
                new Operation("StartJobRun", JobShapes.START_JOB_RUN, this::start),
                new Operation("GetJobRun", JobShapes.GET_JOB_RUN, this::get),
                new Operation("GetJobRuns", JobShapes.GET_JOB_RUNS, this::list),
                new Operation("BatchStopJobRun", JobShapes.BATCH_STOP_JOB_RUN, this::stop));
    }

    /** Sets how long GetJobRuns hides a new run. */
    void lag(Duration lag) {
        listLag = lag;
    }

    /** Starts a run on behalf of a call or of a trigger. */
    JobRun start(Job job, JobRuns book, ObjectNode input, Optional<String> triggerName) {
        Optional<JobRun> retried =
                Optional.ofNullable(input.get("JobRunId")).map(id -> book.get(job.name(), id.asText()));
        // A retry without its own arguments repeats those of the run that it retries.
        Map<String, String> arguments = input.has("Arguments")
                ? Json.texts(input.path("Arguments"))
                : retried.map(run -> run.request().ownArguments()).orElse(Map.of());
        RunRequest request = RunRules.merge(job, input, arguments, triggerName);
        Demo.of(request.arguments());
        JobRun run = book.add(job, request, retried.map(JobRun::id), timeline.instant());
        runner.launch(run);
        return run;
    }

    private ObjectNode start(Call call) {
        // Glue's own message for a job that does not exist.
        Job job = jobs.of(call.scope())
                .find(call.text("JobName"))
                .orElseThrow(() -> GlueError.notFound("Failed to start job run due to missing metadata"));
        JobRun run = start(job, runs.of(call.scope()), call.input(), Optional.empty());
        return Json.object().put("JobRunId", run.id());
    }

    private ObjectNode get(Call call) {
        jobs.of(call.scope()).get(call.text("JobName"));
        ObjectNode answer = Json.object();
        JobRun run = runs.of(call.scope()).get(call.text("JobName"), call.text("RunId"));
        answer.set("JobRun", run.toJson());
        return answer;
    }

    private ObjectNode list(Call call) {
        Job job = jobs.of(call.scope()).get(call.text("JobName"));
        Instant newest = timeline.instant().minus(listLag);
        List<JobRun> visible = runs.of(call.scope()).of(job.name()).stream()
                .filter(run -> !run.startedOn().isAfter(newest))
                .toList();
        Page<JobRun> page = Page.of(call, visible, JobRun::id, job.name(), LARGEST_PAGE, LARGEST_PAGE);
        return page.toJson(
                "JobRuns",
                Json.array(page.elements().stream().map(JobRun::toJson).toList()));
    }

    private ObjectNode stop(Call call) {
        ObjectNode answer = Json.object();
        ArrayNode submissions = answer.putArray("SuccessfulSubmissions");
        ArrayNode errors = answer.putArray("Errors");
        call.texts("JobRunIds").forEach(id -> stop(call, id, submissions, errors));
        return answer;
    }

    private static boolean isStoppable(JobRun run) {
        return !run.state().isEnd() && run.state() != JobRunState.STOPPING;
    }

    private void stop(Call call, String runId, ArrayNode submissions, ArrayNode errors) {
        String jobName = call.text("JobName");
        Optional<JobRun> run = runs.of(call.scope()).find(jobName, runId);
        if (run.filter(JobRunOperations::isStoppable).isPresent()) {
            runner.stop(run.get());
            submissions.addObject().put("JobName", jobName).put("JobRunId", runId);
            return;
        }
        ObjectNode detail = errors.addObject()
                .put("JobName", jobName)
                .put("JobRunId", runId)
                .putObject("ErrorDetail");
        // Glue does not document these codes; both are names of its exceptions.
        run.ifPresentOrElse(
                found -> detail.put("ErrorCode", "JobRunInvalidStateTransitionException")
                        .put("ErrorMessage", "Job run " + runId + " cannot be stopped in state " + found.state()),
                () -> detail.put("ErrorCode", "EntityNotFoundException")
                        .put("ErrorMessage", "Job run with id: " + runId + " not found."));
    }
}
