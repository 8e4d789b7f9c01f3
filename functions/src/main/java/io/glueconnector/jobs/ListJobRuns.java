package io.glueconnector.jobs;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.paging.Entry;
import io.glueconnector.paging.History;
import io.glueconnector.request.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;

/**
 * Lists the runs of a job, newest first: all of them, or those in a state or a range of time. Glue does not filter runs.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html">GetJobRuns</a>
 */
public final class ListJobRuns extends ActionHandler<ListJobRuns.Input> {
    private static final List<String> STATES = Stream.of(JobRunState.values())
            .filter(state -> state != JobRunState.UNKNOWN_TO_SDK_VERSION)
            .map(JobRunState::toString)
            .toList();

    record Input(String jobName, History history) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(fields.name("name"), History.read(fields, STATES));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        JobRunHistory runs = new JobRunHistory(input.jobName(), call.glue());
        List<String> scope = new ArrayList<>(call.scope());
        scope.add(input.jobName());
        return input.history()
                .follow(
                        "jobRuns",
                        scope,
                        JobRunHistory.PAGE,
                        (most, token) -> runs.page(most, token).map(run -> entry(run, call)));
    }

    private static Entry entry(JobRun run, Call call) {
        String id = Objects.requireNonNullElse(run.id(), "");
        return new Entry(id, run.jobRunStateAsString(), run.startedOn(), () -> ShownRun.of(run, call));
    }
}
