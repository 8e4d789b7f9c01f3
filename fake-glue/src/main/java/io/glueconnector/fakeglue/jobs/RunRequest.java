package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a run was asked to be, the job's own values filled in.
 *
 * @param arguments the job's default arguments, the run's and the job's fixed ones, merged by name
 * @param ownArguments the arguments of the start request alone
 * @param settings the members of {@code JobRun} that say how it runs: capacity, time-out and the like
 * @param queuing whether it waits when the job has as many runs as it may have
 * @param triggerName the trigger that started it
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
