package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The capacity of a run. Glue also returns it in DPUs, whatever unit was requested.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/worker-types.html">Worker types</a>
 */
final class Capacity {
    private static final double DEFAULT_DPUS = 10;
    private static final double DEFAULT_PYTHON_SHELL_DPUS = 0.0625;

    private Capacity() {}

    /** Adds MaxCapacity and AllocatedCapacity to a run's settings. */
    static void complete(Job job, ObjectNode settings) {
        double dpus = dpus(job, settings);
        settings.put("MaxCapacity", dpus);
        // The deprecated member is a whole number; less than one DPU is 0.
        settings.put("AllocatedCapacity", (int) dpus);
    }

    private static double dpus(Job job, ObjectNode settings) {
        if (settings.has("NumberOfWorkers")) {
            return settings.path("NumberOfWorkers").asInt()
                    * dpusOfWorker(settings.path("WorkerType").asText());
        }
        if (settings.has("MaxCapacity")) {
            return settings.path("MaxCapacity").asDouble();
        }
        double otherwise = job.isPythonShell() ? DEFAULT_PYTHON_SHELL_DPUS : DEFAULT_DPUS;
        return settings.path("AllocatedCapacity").asDouble(otherwise);
    }

    private static double dpusOfWorker(String type) {
        return switch (type) {
            case "G.025X" -> 0.25;
            case "G.2X", "Z.2X", "R.2X" -> 2;
            case "G.4X", "R.4X" -> 4;
            case "G.8X", "R.8X" -> 8;
            case "G.12X" -> 12;
            case "G.16X" -> 16;
            default -> 1;
        };
    }
}
