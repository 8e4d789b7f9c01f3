package io.glueconnector.jobs;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;

/**
 * The settings of a new job run, checked as far as possible without the job's definition.
 *
 * @param jobName the job
 * @param args the arguments, which override the job's own arguments of the same name
 * @param capacity the run's capacity
 * @param timeoutMinutes the minutes after which Glue ends the run, less than a week; 0 means never for a streaming job
 * @param notifyDelayAfterMinutes the minutes after which Glue reports the run as delayed
 * @param executionClass FLEX or STANDARD
 * @param jobRunQueuingEnabled whether the run may wait for capacity
 * @param retryOfJobRunId the earlier run that this one retries
 * @param securityConfiguration the security configuration
 * @param executionRoleSessionPolicy an IAM policy that narrows the job's role for this run
 * @param startToken whether the run carries its start's token as an argument
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html">StartJobRun</a>
 */
record JobRunSettings(
        String jobName,
        Map<String, String> args,
        Capacity capacity,
        Optional<Integer> timeoutMinutes,
        Optional<Integer> notifyDelayAfterMinutes,
        Optional<String> executionClass,
        Optional<Boolean> jobRunQueuingEnabled,
        Optional<String> retryOfJobRunId,
        Optional<String> securityConfiguration,
        Optional<String> executionRoleSessionPolicy,
        boolean startToken) {
    private static final int WEEK_IN_MINUTES = 7 * 24 * 60;
    private static final int MOST_ARGUMENTS = 1000;
    private static final int MOST_NAMED = 5;
    private static final int LONGEST_NAMED = 60;
    private static final TextRule ARGUMENT_NAME = TextRule.line(1, 255);
    private static final TextRule ARGUMENT_VALUE = TextRule.text(0, 65_536);
    private static final TextRule ID = TextRule.line(1, 255);

    /**
     * Reads the settings.
     *
     * @throws InvalidRequest if a field is invalid or excluded by another
     */
    static JobRunSettings read(Fields fields) {
        return new JobRunSettings(
                fields.name("name"),
                args(fields),
                Capacity.read(fields),
                fields.integer("timeoutMinutes", 0, WEEK_IN_MINUTES - 1),
                fields.integer("notifyDelayAfterMinutes", 1, WEEK_IN_MINUTES),
                fields.choice("executionClass", List.of("FLEX", "STANDARD")),
                fields.flag("jobRunQueuingEnabled"),
                fields.text("retryOfJobRunId", ID),
                fields.text("securityConfiguration", ID),
                fields.jsonText("executionRoleSessionPolicy", 2, 2048),
                fields.flag("startToken", true));
    }

    private static Map<String, String> args(Fields fields) {
        Map<String, String> args = fields.textMap("args", MOST_ARGUMENTS, ARGUMENT_NAME, ARGUMENT_VALUE);
        if (args.containsKey(JobRunTrace.TOKEN_ARGUMENT)) {
            throw new InvalidRequest(
                    "args: %s is reserved for the connector. Remove it.".formatted(JobRunTrace.TOKEN_ARGUMENT));
        }
        return args;
    }

    /**
     * Returns a warning about arguments that Glue accepts but the script cannot read: those without two leading hyphens.
     *
     * @param masking masks sensitive parts of a name
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html">Reading
     *     job arguments</a>
     */
    Optional<String> warning(UnaryOperator<String> masking) {
        List<String> unseen =
                args.keySet().stream().filter(name -> !name.startsWith("--")).toList();
        if (unseen.isEmpty()) {
            return Optional.empty();
        }
        String more = unseen.size() > MOST_NAMED ? " and %d more".formatted(unseen.size() - MOST_NAMED) : "";
        String named = unseen.stream()
                .limit(MOST_NAMED)
                .map(masking)
                .map(name -> name.length() > LONGEST_NAMED ? name.substring(0, LONGEST_NAMED) + "…" : name)
                .collect(Collectors.joining(", "));
        return Optional.of("args: the script does not see %s%s. Start each argument name with two hyphens (--)."
                .formatted(named, more));
    }

    /** Returns the request that starts the run, with the connector's own arguments added to the caller's. */
    StartJobRunRequest.Builder request(Map<String, String> ownArguments) {
        StartJobRunRequest.Builder request = StartJobRunRequest.builder().jobName(jobName);
        Map<String, String> arguments = new LinkedHashMap<>(args);
        arguments.putAll(ownArguments);
        if (!arguments.isEmpty()) {
            request.arguments(arguments);
        }
        capacity.addTo(request);
        timeoutMinutes.ifPresent(request::timeout);
        notifyDelayAfterMinutes.ifPresent(
                minutes -> request.notificationProperty(notification -> notification.notifyDelayAfter(minutes)));
        executionClass.ifPresent(request::executionClass);
        jobRunQueuingEnabled.ifPresent(request::jobRunQueuingEnabled);
        retryOfJobRunId.ifPresent(request::jobRunId);
        securityConfiguration.ifPresent(request::securityConfiguration);
        executionRoleSessionPolicy.ifPresent(request::executionRoleSessionPolicy);
        return request;
    }
}
