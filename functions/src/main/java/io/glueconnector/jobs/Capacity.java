package io.glueconnector.jobs;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;

/**
 * How much a run gets: DPUs or workers, never both; nothing means what the job's definition says.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html">StartJobRun: MaxCapacity, WorkerType</a>
 * @param allocatedCapacity DPUs in the old form, whole ones
 * @param maxCapacity DPUs, 0.0625 or 1 for Python shell jobs
 * @param workerType the kind of worker, a plain text since Glue adds kinds faster than its model
 * @param numberOfWorkers how many workers
 */
record Capacity(
        Optional<Integer> allocatedCapacity,
        Optional<Double> maxCapacity,
        Optional<String> workerType,
        Optional<Integer> numberOfWorkers) {
    private static final int MOST = 10_000;
    /** The least that a Python shell job takes, and the only fraction. */
    private static final double SIXTEENTH = 0.0625;

    private static final TextRule WORKER_TYPE =
            TextRule.matching("[A-Za-z0-9.]{1,32}", "a worker type such as G.1X, of 1 to 32 letters, digits and dots");

    /**
     * Reads the capacity.
     *
     * @throws InvalidRequest if a field is wrong, or one form excludes another
     */
    static Capacity read(Fields fields) {
        fields.refuseTogether("maxCapacity", "workerType");
        fields.refuseTogether("maxCapacity", "numberOfWorkers");
        fields.refuseTogether("allocatedCapacity", "maxCapacity");
        fields.refuseTogether("allocatedCapacity", "workerType");
        fields.refuseTogether("allocatedCapacity", "numberOfWorkers");
        Capacity capacity = new Capacity(
                fields.integer("allocatedCapacity", 1, MOST),
                fields.positiveNumber("maxCapacity", MOST),
                fields.text("workerType", WORKER_TYPE),
                fields.integer("numberOfWorkers", 1, MOST));
        capacity.check();
        return capacity;
    }

    // A job may set its worker type itself, and a run the number alone.
    private void check() {
        if (workerType.isPresent() && numberOfWorkers.isEmpty()) {
            throw new InvalidRequest("workerType: needs numberOfWorkers. Give both.");
        }
        maxCapacity.filter(dpus -> dpus != SIXTEENTH && dpus != Math.rint(dpus)).ifPresent(dpus -> {
            throw new InvalidRequest(
                    "maxCapacity: expected 0.0625 or a whole number of DPUs, but got %s. A Python shell job takes 0.0625 or 1, another job 2 or more."
                            .formatted(dpus));
        });
    }

    @SuppressWarnings("deprecation") // Glue still takes AllocatedCapacity, and callers may rely on it.
    void addTo(StartJobRunRequest.Builder request) {
        allocatedCapacity.ifPresent(request::allocatedCapacity);
        maxCapacity.ifPresent(request::maxCapacity);
        workerType.ifPresent(request::workerType);
        numberOfWorkers.ifPresent(request::numberOfWorkers);
    }
}
