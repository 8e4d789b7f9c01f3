package io.glueconnector.fakeglue.jobs;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The state of a job run at one moment. */
public record JobRunSnapshot(
        String jobName,
        String id,
        int attempt,
        Optional<String> previousRunId,
        Optional<String> triggerName,
        JobRunState state,
        Map<String, String> arguments,
        Instant startedOn,
        Optional<Instant> completedOn,
        String errorMessage) {}
