package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The request for a run, completed with the job's values.
 *
 * @param arguments the job's default arguments, the run's own arguments and the job's fixed arguments, merged by name
 * @param ownArguments the arguments of the start request only
 * @param settings the members of {@code JobRun} that configure the run, such as capacity and timeout
 * @param queuing whether the run waits if the job has reached its maximum concurrent runs
 * @param triggerName the trigger that started the run
 */
record RunRequest(
        Map<String, String> arguments,
        Map<String, String> ownArguments,
        ObjectNode settings,
        boolean queuing,
        Optional<String> triggerName) {

    Optional<Integer> notifyDelayMinutes() {
        return Optional.of(settings.path("NotificationProperty").path("NotifyDelayAfter"))
                .filter(JsonNode::isInt)
                .map(JsonNode::intValue);
    }

    Optional<Duration> timeout() {
        return Optional.of(settings.path("Timeout"))
                .filter(it -> it.isInt() && it.intValue() > 0)
                .map(it -> Duration.ofMinutes(it.asLong()));
    }
}
