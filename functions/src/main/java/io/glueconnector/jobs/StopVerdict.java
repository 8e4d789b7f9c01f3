package io.glueconnector.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The outcome of stopping one run.
 *
 * @param jobRunId the run
 * @param outcome stopping, alreadyEnded, notFound or failed
 * @param state the state of a run that had already ended
 * @param code why the stop failed
 */
record StopVerdict(String jobRunId, String outcome, Optional<String> state, Optional<String> code) {

    static StopVerdict stopping(String jobRunId) {
        return new StopVerdict(jobRunId, "stopping", Optional.empty(), Optional.empty());
    }

    static StopVerdict alreadyEnded(String jobRunId, String state) {
        return new StopVerdict(jobRunId, "alreadyEnded", Optional.of(state), Optional.empty());
    }

    static StopVerdict notFound(String jobRunId) {
        return new StopVerdict(jobRunId, "notFound", Optional.empty(), Optional.empty());
    }

    static StopVerdict failed(String jobRunId, String code) {
        return new StopVerdict(jobRunId, "failed", Optional.empty(), Optional.of(code));
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("jobRunId", jobRunId);
        json.put("outcome", outcome);
        state.ifPresent(value -> json.put("state", value));
        code.ifPresent(value -> json.put("code", value));
        return json;
    }
}
