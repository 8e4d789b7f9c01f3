package io.glueconnector.jobs;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.ledger.StartTarget;
import io.glueconnector.request.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts a job run once per idempotency key, and returns its id.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html">StartJobRun</a>
 */
public final class StartJobRun extends ActionHandler<StartJobRun.Input> {

    record Input(StartRequest start, JobRunSettings settings) {}

    @Override
    protected Input read(Fields fields) {
        JobRunSettings settings = JobRunSettings.read(fields);
        if (StartRequest.isOfWorkflow(fields)) {
            // RunJob reads this field and removes it from the request.
            fields.readElsewhere("attempt");
        }
        return new Input(StartRequest.read(fields), settings);
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        StartTarget target = call.target(input.settings().jobName());
        Map<String, Object> started =
                call.startOnce(input.start(), new JobRunStart(input.settings(), target, call.glue()));
        return input.settings()
                .warning(call::redacted)
                .map(warning -> with(warning, started))
                .orElse(started);
    }

    private static Map<String, Object> with(String warning, Map<String, Object> started) {
        Map<String, Object> answer = new LinkedHashMap<>(started);
        answer.put("warnings", List.of(warning));
        return answer;
    }
}
