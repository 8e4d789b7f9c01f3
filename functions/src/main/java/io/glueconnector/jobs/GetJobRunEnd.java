package io.glueconnector.jobs;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.request.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Returns whether and how a run has ended. If Glue retries a failed run, the last attempt counts unless the caller asks for the
 * first. Rejects the run of a streaming job, which never ends. A poll makes one call to Glue, two more for each failed attempt
 * that may be retried, and one more for a run without a timeout or one that did not succeed.
 */
public final class GetJobRunEnd extends ActionHandler<GetJobRunEnd.Input> {

    record Input(String jobName, String jobRunId, boolean lastAttempt) {}

    @Override
    protected Input read(Fields fields) {
        boolean lastAttempt =
                fields.choiceOrFirst("attempt", List.of("last", "first")).equals("last");
        return new Input(fields.name("name"), fields.requiredText("jobRunId", JobRuns.ID), lastAttempt);
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        Attempts attempts = new Attempts(input.jobName(), call.glue());
        JobRunReport reports = new JobRunReport(input.jobName(), call);
        JobRun run = new JobRuns(input.jobName(), call.glue()).get(input.jobRunId());
        while (input.lastAttempt() && attempts.isRepeated(run)) {
            Optional<JobRun> next = attempts.after(run);
            if (next.isEmpty()) {
                return attempts.isAwaited(run, call.now()) ? reports.betweenAttempts(run) : reports.of(run);
            }
            run = next.get();
        }
        Map<String, Object> report = reports.of(run);
        if (!JobRuns.isEnd(run.jobRunState())) {
            attempts.refuseEndless(run);
        }
        return report;
    }
}
