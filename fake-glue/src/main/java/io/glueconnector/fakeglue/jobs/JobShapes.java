package io.glueconnector.fakeglue.jobs;

import static io.glueconnector.fakeglue.protocol.Shape.UNBOUNDED;
import static io.glueconnector.fakeglue.protocol.Shape.anything;
import static io.glueconnector.fakeglue.protocol.Shape.arguments;
import static io.glueconnector.fakeglue.protocol.Shape.flag;
import static io.glueconnector.fakeglue.protocol.Shape.integer;
import static io.glueconnector.fakeglue.protocol.Shape.list;
import static io.glueconnector.fakeglue.protocol.Shape.matching;
import static io.glueconnector.fakeglue.protocol.Shape.name;
import static io.glueconnector.fakeglue.protocol.Shape.number;
import static io.glueconnector.fakeglue.protocol.Shape.oneOf;
import static io.glueconnector.fakeglue.protocol.Shape.structure;
import static io.glueconnector.fakeglue.protocol.Shape.tags;
import static io.glueconnector.fakeglue.protocol.Shape.text;

import io.glueconnector.fakeglue.protocol.Shape;
import io.glueconnector.fakeglue.protocol.Shape.Structure;

/**
 * The shapes of requests about jobs.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html">Jobs</a>
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html">Job runs</a>
 */
final class JobShapes {
    private static final Structure NOTIFICATION = structure().optional("NotifyDelayAfter", integer(1, UNBOUNDED));

    /** The members that a job and its runs share. Glue has more worker types than its published model lists. */
    private static final Structure CAPACITY = structure()
            .optional("AllocatedCapacity", integer())
            .optional("MaxCapacity", number())
            .optional("WorkerType", text(1, 255))
            .optional("NumberOfWorkers", integer())
            // The model requires at least 1, but a streaming job accepts 0. See RunRules.
            .optional("Timeout", integer(0, UNBOUNDED))
            .optional("SecurityConfiguration", name())
            .optional("NotificationProperty", NOTIFICATION)
            .optional("ExecutionClass", oneOf("FLEX", "STANDARD"))
            .optional("JobRunQueuingEnabled", flag());

    private static final Structure COMMAND = structure()
            .optional("Name", oneOf("glueetl", "pythonshell", "gluestreaming", "glueray"))
            .optional("ScriptLocation", text(0, 400_000))
            .optional("PythonVersion", oneOf("2", "3", "3.9"))
            .optional("Runtime", text(0, 64));

    private static final Structure DEFINITION = structure()
            .optional(CAPACITY.members())
            .optional("JobMode", oneOf("SCRIPT", "VISUAL", "NOTEBOOK"))
            .optional("Description", text(0, 2048))
            .optional("LogUri", text())
            .optional("ExecutionProperty", structure().optional("MaxConcurrentRuns", integer()))
            .optional("DefaultArguments", arguments())
            .optional("NonOverridableArguments", arguments())
            .optional("Connections", structure().optional("Connections", list(text(0, 255), 0, 1000)))
            .optional("MaxRetries", integer())
            .optional("GlueVersion", matching("\\d+\\.\\d+"))
            .optional("CodeGenConfigurationNodes", anything())
            .optional("SourceControlDetails", anything())
            .optional("MaintenanceWindow", text());

    static final Shape CREATE_JOB = DEFINITION
            .required("Name", name())
            .required("Role", text())
            .required("Command", COMMAND)
            .optional("Tags", tags());

    static final Shape UPDATE_JOB = structure()
            .required("JobName", name())
            .required("JobUpdate", DEFINITION.optional("Role", text()).optional("Command", COMMAND));

    static final Shape GET_JOB = structure().required("JobName", name());

    static final Shape BATCH_GET_JOBS = structure().required("JobNames", list(name(), 0, UNBOUNDED));

    static final Shape LIST_JOBS = structure()
            .optional("NextToken", text())
            .optional("MaxResults", integer(1, 1000))
            .optional("Tags", tags());

    static final Shape START_JOB_RUN = structure()
            .optional(CAPACITY.members())
            .required("JobName", name())
            .optional("JobRunId", name())
            .optional("Arguments", arguments())
            .optional("ExecutionRoleSessionPolicy", text(2, 2048));

    static final Shape GET_JOB_RUN =
            structure().required("JobName", name()).required("RunId", name()).optional("PredecessorsIncluded", flag());

    static final Shape GET_JOB_RUNS = structure()
            .required("JobName", name())
            .optional("NextToken", text())
            .optional("MaxResults", integer(1, 200));

    static final Shape BATCH_STOP_JOB_RUN =
            structure().required("JobName", name()).required("JobRunIds", list(name(), 1, 25));

    private JobShapes() {}
}
