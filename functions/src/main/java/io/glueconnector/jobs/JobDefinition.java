package io.glueconnector.jobs;

import io.glueconnector.aws.Glue;
import io.glueconnector.error.ConnectorException;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetJobRequest;
import software.amazon.awssdk.services.glue.model.Job;
import software.amazon.awssdk.services.glue.model.JobRun;

/**
 * Reads the definition of one job.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetJob.html">GetJob</a>
 */
record JobDefinition(String jobName, Glue glue) {

    /**
     * Reads the definition.
     *
     * @throws ConnectorException if it cannot be read
     */
    Job read() {
        Glue.Requested<GetJobRequest> request = limit -> GetJobRequest.builder()
                .jobName(jobName)
                .overrideConfiguration(limit)
                .build();
        return glue.call(GlueClient::getJob, request, "job " + jobName).job();
    }

    /** Returns a run's arguments with those of the job, as far as the definition can be read. */
    Map<String, String> arguments(JobRun run) {
        try {
            Job job = read();
            return job == null ? run.arguments() : merged(job, run);
        } catch (ConnectorException notReadable) {
            return run.arguments();
        }
    }

    private static Map<String, String> merged(Job job, JobRun run) {
        Map<String, String> arguments = new HashMap<>(job.defaultArguments());
        arguments.putAll(run.arguments());
        arguments.putAll(job.nonOverridableArguments());
        return arguments;
    }
}
