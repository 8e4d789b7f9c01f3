package io.glueconnector.fakeglue.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.GlueError;
import io.glueconnector.fakeglue.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Glue's checks when a run starts, beyond the shape of the request, and the values that the run takes from its job.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html">Job runs</a>
 */
final class RunRules {
    private static final int TIMEOUT_LIMIT_MINUTES = 10_080;
    private static final int TIMEOUT_BEFORE_GLUE_5 = 2_880;
    private static final int TIMEOUT_SINCE_GLUE_5 = 480;
    private static final List<String> SETTINGS = List.of(
            "AllocatedCapacity",
            "MaxCapacity",
            "WorkerType",
            "NumberOfWorkers",
            "SecurityConfiguration",
            "NotificationProperty",
            "ExecutionClass",
            "MaintenanceWindow",
            "Timeout");
    private static final List<String> CAPACITY =
            List.of("AllocatedCapacity", "MaxCapacity", "WorkerType", "NumberOfWorkers");

    private RunRules() {}

    /**
     * Merges a start request with its job.
     *
     * @param input the members of {@code StartJobRun} or of a trigger's action
     * @throws GlueError InvalidInputException if the job does not allow the request
     */
    static RunRequest merge(Job job, ObjectNode input, Map<String, String> arguments, Optional<String> triggerName) {
        checkCapacity(job, input);
        checkWorkerType(job, input);
        checkExecutionClass(job, input);
        checkTimeout(job, input);
        return new RunRequest(
                mergeArguments(job, arguments),
                arguments,
                mergeSettings(job, input),
                isQueuing(job, input),
                triggerName);
    }

    private static Map<String, String> mergeArguments(Job job, Map<String, String> arguments) {
        Map<String, String> fixed = job.nonOverridableArguments();
        arguments.keySet().stream().filter(fixed::containsKey).findFirst().ifPresent(name -> {
            throw GlueError.invalidInput("Argument " + name + " is non-overridable in job " + job.name());
        });
        Map<String, String> merged = new LinkedHashMap<>(job.defaultArguments());
        merged.putAll(arguments);
        merged.putAll(fixed);
        return merged;
    }

    private static ObjectNode mergeSettings(Job job, ObjectNode input) {
        ObjectNode settings = Json.object();
        boolean ownCapacity = CAPACITY.stream().anyMatch(input::hasNonNull);
        for (String name : SETTINGS) {
            boolean replaced = ownCapacity && CAPACITY.contains(name);
            JsonNode value = replaced || input.hasNonNull(name)
                    ? input.get(name)
                    : job.definition().get(name);
            if (value != null) {
                settings.set(name, value);
            }
        }
        Capacity.complete(job, settings);
        // A streaming job without a timeout runs forever.
        if (!job.isStreaming()) {
            settings.put("Timeout", settings.path("Timeout").asInt(defaultTimeout(job)));
        }
        settings.put("JobRunQueuingEnabled", isQueuing(job, input));
        settings.put("GlueVersion", job.glueVersion());
        settings.put("JobMode", job.definition().path("JobMode").asText("SCRIPT"));
        settings.put("LogGroupName", logGroup(job, settings));
        if (input.hasNonNull("ExecutionRoleSessionPolicy")) {
            settings.set("ExecutionRoleSessionPolicy", input.get("ExecutionRoleSessionPolicy"));
        }
        return settings;
    }

    /**
     * Returns the log group that Glue names. A security configuration adds its name and the role's.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html">Logging for AWS Glue jobs</a>
     */
    private static String logGroup(Job job, ObjectNode settings) {
        String group =
                job.isPythonShell() ? "/aws-glue/python-jobs" : job.isRay() ? "/aws-glue/ray/jobs" : "/aws-glue/jobs";
        String security = settings.path("SecurityConfiguration").asText();
        String role = job.definition().path("Role").asText().replaceFirst("^arn:.*:role/", "");
        return security.isEmpty() ? group : group + "/" + security + "-role/" + role;
    }

    private static boolean isQueuing(Job job, ObjectNode input) {
        boolean jobsOwn = job.definition().path("JobRunQueuingEnabled").asBoolean(false);
        return input.path("JobRunQueuingEnabled").asBoolean(jobsOwn);
    }

    private static int defaultTimeout(Job job) {
        return majorVersion(job) >= 5 && !job.isPythonShell() ? TIMEOUT_SINCE_GLUE_5 : TIMEOUT_BEFORE_GLUE_5;
    }

    private static int majorVersion(Job job) {
        return Integer.parseInt(job.glueVersion().split("\\.", -1)[0]);
    }

    private static void checkCapacity(Job job, ObjectNode input) {
        boolean workers = input.hasNonNull("WorkerType") || input.hasNonNull("NumberOfWorkers");
        refuse(
                workers && input.hasNonNull("MaxCapacity"),
                "Please do not set Max Capacity if using Worker Type and Number of Workers.");
        refuse(
                input.hasNonNull("WorkerType") != input.hasNonNull("NumberOfWorkers"),
                "Worker Type and Number of Workers must be set together");
        refuse(
                input.hasNonNull("AllocatedCapacity")
                        && input.path("AllocatedCapacity").asInt() < 2,
                "Allocated Capacity must be at least 2");
        if (input.hasNonNull("MaxCapacity")) {
            checkMaxCapacity(job, input.path("MaxCapacity").asDouble());
        }
    }

    /**
     * Checks whether a job supports a worker type. The messages are those in public reports.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html">StartJobRun: WorkerType</a>
     * @see <a href="https://github.com/hashicorp/terraform-provider-aws/issues/44420">Worker type is not supported</a>
     */
    private static void checkWorkerType(Job job, ObjectNode input) {
        String type = input.path("WorkerType").asText();
        if (type.isEmpty()) {
            return;
        }
        refuse(job.isPythonShell(), "Worker Type is not supported for Job Command pythonshell");
        refuse(
                job.isRay() && !type.equals("Z.2X"),
                "Worker type cannot be null and only [Z.2X] worker types are supported for glueray jobs.");
        refuse(
                majorVersion(job) < firstVersionWith(type),
                "Worker type " + type + " is not supported for Glue Version " + job.glueVersion());
    }

    private static int firstVersionWith(String workerType) {
        return switch (workerType) {
            case "G.4X", "G.8X", "G.025X" -> 3;
            case "G.12X", "G.16X", "R.1X", "R.2X", "R.4X", "R.8X" -> 4;
            default -> 0;
        };
    }

    private static void checkMaxCapacity(Job job, double capacity) {
        if (job.isPythonShell()) {
            refuse(capacity != 0.0625 && capacity != 1, "Max Capacity of a Python shell job must be 0.0625 or 1");
            return;
        }
        refuse(
                capacity < 2 || capacity > 100 || capacity != Math.rint(capacity),
                "Max Capacity of a Spark job must be a whole number from 2 to 100");
    }

    private static void checkExecutionClass(Job job, ObjectNode input) {
        boolean flex = input.path("ExecutionClass").asText().equals("FLEX");
        refuse(
                flex && (!job.command().equals("glueetl") || majorVersion(job) < 3),
                "Execution Class FLEX needs command glueetl and Glue version 3.0 or later");
    }

    // 0 means no limit, for streaming jobs only: https://github.com/hashicorp/terraform-provider-aws/issues/16797
    private static void checkTimeout(Job job, ObjectNode input) {
        refuse(
                input.path("Timeout").asInt(1) == 0 && !job.isStreaming(),
                "Timeout must be at least 1 minute for a job that is not a streaming job");
        refuse(
                input.path("Timeout").asInt() >= TIMEOUT_LIMIT_MINUTES,
                "Timeout must be less than " + TIMEOUT_LIMIT_MINUTES + " minutes");
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw GlueError.invalidInput(message);
        }
    }
}
