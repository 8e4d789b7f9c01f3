package io.glueconnector.jobs;

import io.glueconnector.handler.ActionHandler;
import io.glueconnector.handler.Call;
import io.glueconnector.request.Fields;
import java.util.List;
import java.util.Map;

/**
 * Stops runs of a job and returns an outcome for each. Stopping is safe to repeat.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_BatchStopJobRun.html">BatchStopJobRun</a>
 */
public final class StopJobRun extends ActionHandler<StopJobRun.Input> {
    private static final int MOST_RUNS = 500;

    record Input(String jobName, List<String> jobRunIds) {}

    @Override
    protected Input read(Fields fields) {
        return new Input(fields.name("name"), fields.requiredTextList("jobRunIds", MOST_RUNS, JobRuns.ID));
    }

    @Override
    protected Map<String, Object> answer(Input input, Call call) {
        JobRunStops stops = new JobRunStops(input.jobName(), call.glue());
        return Map.of(
                "results",
                stops.stop(input.jobRunIds()).stream().map(StopVerdict::toJson).toList());
    }
}
