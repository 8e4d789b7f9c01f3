package io.glueconnector.triggers;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.handler.Connector;
import io.glueconnector.request.Fields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Action;
import software.amazon.awssdk.services.glue.model.GetJobRunsRequest;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.StartTriggerRequest;
import software.amazon.awssdk.services.glue.model.Trigger;

/**
 * Starts a trigger: one of type ON_DEMAND fires at once, each other is activated and reacts from then on.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartTrigger.html">StartTrigger</a>
 */
public final class StartTrigger extends ActionHandler<String> {
    private static final int NEWEST_RUNS = 10;

    public StartTrigger() {
        this(Connector.fromEnvironment());
    }

    StartTrigger(Connector connector) {
        super(connector);
    }

    @Override
    protected String read(Fields fields) {
        if (fields.has("idempotencyKey")) {
            throw new InvalidRequest(
                    "idempotencyKey: this version does not protect starts against repetition yet. Leave the field or header out.");
        }
        return fields.name("name");
    }

    @Override
    protected Map<String, Object> answer(String name, Call call) {
        Trigger trigger = Triggers.get(name, call);
        return Triggers.isOnDemand(trigger) ? fire(trigger, call) : activate(trigger, call);
    }

    private static Map<String, Object> fire(Trigger trigger, Call call) {
        Instant before = call.now();
        call.glue().start(GlueClient::startTrigger, request(trigger), Triggers.subject(trigger.name()));
        Map<String, Object> answer = answer(trigger, "fired");
        List<String> runs = trigger.actions().stream()
                .map(Action::jobName)
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(job -> runsStartedBy(trigger, job, before, call))
                .toList();
        if (!runs.isEmpty()) {
            answer.put("jobRunIds", runs);
        }
        answer.put("state", trigger.stateAsString());
        return answer;
    }

    private static Map<String, Object> activate(Trigger trigger, Call call) {
        call.glue().call(GlueClient::startTrigger, request(trigger), Triggers.subject(trigger.name()));
        Map<String, Object> answer = answer(trigger, "activated");
        answer.put("state", Triggers.get(trigger.name(), call).stateAsString());
        return answer;
    }

    private static StartTriggerRequest request(Trigger trigger) {
        return StartTriggerRequest.builder().name(trigger.name()).build();
    }

    private static Map<String, Object> answer(Trigger trigger, String outcome) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", trigger.name());
        answer.put("type", trigger.typeAsString());
        answer.put("outcome", outcome);
        return answer;
    }

    // The trigger has fired whatever this look finds: runs that Glue does not show yet are left out.
    private static Stream<String> runsStartedBy(Trigger trigger, String job, Instant since, Call call) {
        GetJobRunsRequest request =
                GetJobRunsRequest.builder().jobName(job).maxResults(NEWEST_RUNS).build();
        try {
            return call.glue().call(GlueClient::getJobRuns, request, "job " + job).jobRuns().stream()
                    .filter(run -> trigger.name().equals(run.triggerName()))
                    .filter(run -> run.startedOn() != null && !run.startedOn().isBefore(since))
                    .map(JobRun::id);
        } catch (ConnectorException notSeen) {
            return Stream.empty();
        }
    }
}
