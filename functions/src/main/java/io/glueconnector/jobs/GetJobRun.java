package io.glueconnector.jobs;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.request.Fields;
import java.util.Map;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Reads one job run: every field that Glue returns, with sensitive argument values masked.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRun.html">GetJobRun</a>
 */
public final class GetJobRun extends ActionHandler<GetJobRun.Input> {

    record Input(String jobName, String jobRunId, boolean predecessorsIncluded) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(
                fields.name("name"),
                fields.requiredText("jobRunId", JobRuns.ID),
                fields.flag("predecessorsIncluded", false));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        JobRun run = new JobRuns(input.jobName(), call.glue()).get(input.jobRunId(), input.predecessorsIncluded());
        return Map.of("jobRun", ShownRun.of(run, call));
    }
}
