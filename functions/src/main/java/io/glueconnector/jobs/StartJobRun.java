package io.glueconnector.jobs;

import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.request.Fields;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.StartJobRunResponse;

/**
 * Starts a run of a job and answers its id.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html">StartJobRun</a>
 */
public final class StartJobRun extends ActionHandler<JobRunSettings> {
    private static final Duration WAIT = Duration.ofMinutes(1);

    public StartJobRun() {
        this(Connector.fromEnvironment());
    }

    StartJobRun(Connector connector) {
        super(connector);
    }

    @Override
    protected JobRunSettings read(Fields fields) {
        return JobRunSettings.read(fields);
    }

    @Override
    protected Map<String, Object> answer(JobRunSettings settings, Call call) {
        StartJobRunResponse started =
                call.glue().start(GlueClient::startJobRun, settings.request(), "job " + settings.jobName());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jobRunId", runId(started, settings));
        answer.put("replayed", false);
        answer.put("protected", false);
        return answer;
    }

    private static String runId(StartJobRunResponse started, JobRunSettings settings) {
        if (started.jobRunId() == null || started.jobRunId().isBlank()) {
            throw new OutcomeUnknown(
                    "Glue answered the start of job %s without a run id. It may have started: look at its runs before starting again."
                            .formatted(settings.jobName()),
                    WAIT);
        }
        return started.jobRunId();
    }
}
