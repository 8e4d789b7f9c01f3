package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.events.Events;
import io.glueconnector.fakeglue.protocol.Json;
import io.glueconnector.fakeglue.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The events "Glue Job Run Status" of a run with {@code NotifyDelayAfter}. Once that many minutes have passed, one event
 * reports the state that the run is in, and one each state that it enters later: STARTING, RUNNING or STOPPING.
 */
final class DelayNotice {
    private DelayNotice() {}

    static void schedule(JobRun run, Timeline timeline, Events events) {
        due(run).ifPresent(due -> timeline.at(due, () -> publish(run, events)));
    }

    static void stateChanged(JobRun run, Timeline timeline, Events events) {
        due(run).filter(due -> due.isBefore(timeline.instant())).ifPresent(due -> publish(run, events));
    }

    private static Optional<Instant> due(JobRun run) {
        return run.request().notifyDelayMinutes().map(minutes -> run.startedOn().plus(Duration.ofMinutes(minutes)));
    }

    private static void publish(JobRun run, Events events) {
        if (run.state().isEnd() || run.state() == JobRunState.WAITING) {
            return;
        }
        ObjectNode detail = Json.object().put("jobName", run.job().name()).put("severity", "INFO");
        int minutes = run.request().notifyDelayMinutes().orElseThrow();
        detail.putObject("notificationCondition").put("NotifyDelayAfter", minutes);
        detail.put("state", run.state().name()).put("jobRunId", run.id());
        detail.put("message", "Job is in " + run.state() + " state");
        detail.put("startedOn", run.startedOn().toString());
        events.publish(run.scope(), "Glue Job Run Status", detail);
    }
}
