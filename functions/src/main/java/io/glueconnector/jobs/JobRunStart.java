package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.StartTarget;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Trace;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;

/** The start of one job run. The run carries its start's token as an argument, so a search can find it. */
record JobRunStart(JobRunSettings settings, StartTarget target, Glue glue) implements Startable {
    private static final Duration WAIT = Duration.ofMinutes(1);

    @Override
    public Trace trace() {
        return new JobRunTrace(settings.jobName(), settings.startToken(), glue);
    }

    @Override
    public Map<String, Object> start(Start start) {
        Map<String, String> ownArguments =
                settings.startToken() ? Map.of(JobRunTrace.TOKEN_ARGUMENT, start.token()) : Map.of();
        Glue.Requested<StartJobRunRequest> request = limit ->
                settings.request(ownArguments).overrideConfiguration(limit).build();
        String id = glue.start(GlueClient::startJobRun, request, "job " + settings.jobName())
                .jobRunId();
        // If the id is an object or an array, the SDK returns its first character.
        if (id == null || id.isBlank() || id.startsWith("{") || id.startsWith("[")) {
            throw new OutcomeUnknown(
                    "Glue returned no run id for the start of job %s. Retry the same request with the same key later."
                            .formatted(settings.jobName()),
                    WAIT);
        }
        return JobRunTrace.answer(id);
    }
}
