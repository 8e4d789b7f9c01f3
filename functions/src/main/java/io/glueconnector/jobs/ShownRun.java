package io.glueconnector.jobs;

import io.glueconnector.aws.SdkShapes;
import io.glueconnector.handler.Call;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.glue.model.JobRun;

/** A run as the caller sees it: every field that Glue returns, with secrets in arguments and messages masked. */
final class ShownRun {
    private ShownRun() {}

    static Map<String, Object> of(JobRun run, Call call) {
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
