package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.aws.SdkShapes;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.Retry;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRunRequest;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Reads one job run: every field that Glue returns, with redacted argument values.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRun.html">GetJobRun</a>
 */
public final class GetJobRun extends ActionHandler<GetJobRun.Input> {
    private static final TextRule RUN_ID = TextRule.line(1, 255);

    record Input(String jobName, String jobRunId, boolean predecessorsIncluded) {}

    public GetJobRun() {
        this(Connector.fromEnvironment());
    }

    GetJobRun(Connector connector) {
        super(connector);
    }

    @Override
    protected Input read(Fields fields) {
        return new Input(
                fields.name("name"),
                fields.requiredText("jobRunId", RUN_ID),
                fields.flag("predecessorsIncluded", false));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        Glue.Requested<GetJobRunRequest> request = limit -> GetJobRunRequest.builder()
                .jobName(input.jobName())
                .runId(input.jobRunId())
                .predecessorsIncluded(input.predecessorsIncluded())
                .overrideConfiguration(limit)
                .build();
        String subject = "run %s of job %s".formatted(input.jobRunId(), input.jobName());
        JobRun run = call.glue().call(GlueClient::getJobRun, request, subject).jobRun();
        if (run == null) {
            throw new GlueFailure("Glue answered nothing about %s. Try again.".formatted(subject), Retry.anytime());
        }
        return Map.of("jobRun", shown(run, call));
    }

    private static Map<String, Object> shown(JobRun run, Call call) {
        Map<String, Object> shown = SdkShapes.toJson(run);
        if (run.hasArguments()) {
            shown.put("arguments", call.redacted(run.arguments()));
        }
        for (String message : List.of("errorMessage", "stateDetail")) {
            shown.computeIfPresent(message, (member, text) -> call.redacted(text.toString(), run.arguments()));
        }
        return shown;
    }
}
