package io.glueconnector.jobs;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;

/**
 * The capacity of a run: DPUs or workers, never both. If neither is set, the job's definition applies.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html">StartJobRun: MaxCapacity, WorkerType</a>
 * @param allocatedCapacity whole DPUs, in the deprecated field
 * @param maxCapacity DPUs, 0.0625 or 1 for Python shell jobs
 * @param workerType the worker type, a plain string because Glue adds types faster than the SDK's model does
 * @param numberOfWorkers the number of workers
 */
record Capacity(
        Optional<Integer> allocatedCapacity,
        Optional<Double> maxCapacity,
        Optional<String> workerType,
        Optional<Integer> numberOfWorkers) {
    private static final int MOST = 10_000;
    /** The minimum for a Python shell job, and the only fraction allowed. */
    private static final double SIXTEENTH = 0.0625;

    private static final TextRule WORKER_TYPE =
            TextRule.matching("[A-Za-z0-9.]{1,32}", "a worker type such as G.1X, of 1 to 32 letters, digits and dots");

    /**
     * Reads the capacity.
     *
     * @throws InvalidRequest if a field is invalid, or two fields exclude each other
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

    // A run may set numberOfWorkers without workerType, because the job may set the type.
    private void check() {
        if (workerType.isPresent() && numberOfWorkers.isEmpty()) {
            throw new InvalidRequest("workerType: requires numberOfWorkers. Set both.");
        }
        maxCapacity.filter(dpus -> dpus != SIXTEENTH && dpus != Math.rint(dpus)).ifPresent(dpus -> {
            throw new InvalidRequest(
                    "maxCapacity: expected 0.0625 or a whole number of DPUs, but got %s. A Python shell job takes 0.0625 or 1, any other job 2 or more."
                            .formatted(dpus));
        });
    }

    @SuppressWarnings("deprecation") // Glue still accepts AllocatedCapacity, and callers may rely on it.
    void addTo(StartJobRunRequest.Builder request) {
        allocatedCapacity.ifPresent(request::allocatedCapacity);
        maxCapacity.ifPresent(request::maxCapacity);
        workerType.ifPresent(request::workerType);
        numberOfWorkers.ifPresent(request::numberOfWorkers);
    }
}
