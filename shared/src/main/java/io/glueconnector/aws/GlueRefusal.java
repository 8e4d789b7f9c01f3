package io.glueconnector.aws;

import io.glueconnector.redaction.Redaction;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason why Glue rejected a request. Glue's own text goes only to the operator's log, masked. The caller gets the reason in
 * the connector's words if the text has a known form or names members of the request.
 *
 * @param redaction masks secrets
 * @param jobs the jobs that the request starts in addition to the one it names
 * @param arguments the arguments of every run that the request starts
 */
record GlueRefusal(Redaction redaction, Collection<String> jobs, List<Map<String, String>> arguments) {
    private static final Set<String> LISTS =
            Set.of("GetJobRuns", "ListCrawlers", "ListCrawls", "ListJobs", "ListTriggers");
    private static final Pattern PAGE_TOKEN = Pattern.compile("token|paginat", Pattern.CASE_INSENSITIVE);
    private static final String TYPE = "([A-Z]\\.[0-9]{1,3}X|Standard)";
    private static final String COMMAND = "(glueetl|gluestreaming|glueray|pythonshell)";

    /** Message forms that users reported, and the text for the caller. A placeholder matches only a short alphanumeric name. */
    private static final List<Form> FORMS = List.of(
            // https://github.com/hashicorp/terraform-provider-aws/issues/44420
            new Form(
                    "Worker type " + TYPE + " is not supported for Glue Version ([0-9]{1,2}\\.[0-9]{1,2})",
                    it ->
                            "workerType: Glue version %s does not support worker type %s. Choose another type, or upgrade the job to a newer version."
                                    .formatted(it.group(2), it.group(1))),
            // https://github.com/cloudposse/terraform-aws-glue/issues/42
            new Form(
                    "Worker Type is not supported for Job Command " + COMMAND,
                    it -> "workerType: a job with the command %s has no workers. Omit workerType and numberOfWorkers."
                            .formatted(it.group(1))),
            // https://github.com/hashicorp/terraform-provider-aws/issues/29180
            new Form(
                    "only \\[" + TYPE + "\\] worker types are supported for " + COMMAND,
                    it -> "workerType: a job with the command %s supports only %s. Set that type and numberOfWorkers."
                            .formatted(it.group(2), it.group(1))),
            // https://github.com/aws-samples/cql-replicator/issues/181
            new Form(
                    "To use Worker Type " + TYPE + ", minimum allowed value of Number of Workers is ([0-9]{1,5})",
                    it -> "numberOfWorkers: worker type %s requires at least %s workers. Set at least that many."
                            .formatted(it.group(1), it.group(2))),
            // https://github.com/apache/airflow/pull/19787
            new Form(
                    "do not set Max Capacity if using Worker Type",
                    it ->
                            "maxCapacity: the job's definition uses workers. Set workerType and numberOfWorkers instead."),
            // https://github.com/awsdocs/aws-glue-developer-guide/issues/55
            new Form(
                    "Request size limit exceeded",
                    it -> "args: the request is too large for Glue. Shorten the arguments, or pass an S3 location."));

    /** Maps Glue's names of a start's members to the connector's names. */
    private static final Map<String, String> MEMBERS = Map.of(
            "allocatedcapacity", "allocatedCapacity",
            "maxcapacity", "maxCapacity",
            "workertype", "workerType",
            "numberofworkers", "numberOfWorkers",
            "timeout", "timeoutMinutes",
            "notifydelayafter", "notifyDelayAfterMinutes",
            "executionclass", "executionClass",
            "securityconfiguration", "securityConfiguration",
            "executionrolesessionpolicy", "executionRoleSessionPolicy",
            "jobrunqueuing", "jobRunQueuingEnabled");

    private record Form(Pattern pattern, Function<MatchResult, String> explanation) {
        Form(String words, Function<MatchResult, String> explanation) {
            this(Pattern.compile(words, Pattern.CASE_INSENSITIVE), explanation);
        }

        Optional<String> of(String message) {
            Matcher matcher = pattern.matcher(message);
            return matcher.find() ? Optional.of(explanation.apply(matcher)) : Optional.empty();
        }
    }

    /** Returns this reason for a request that has its own arguments. */
    GlueRefusal withArguments(Map<?, ?> own) {
        Map<String, String> texts = new HashMap<>();
        own.forEach((name, value) -> texts.put(name.toString(), value.toString()));
        return new GlueRefusal(redaction, jobs, List.of(texts));
    }

    /** Returns Glue's reason for the operator's log. */
    String forTheLog(String message) {
        return redaction.reason(message, arguments);
    }

    /** Returns the reason for the caller as a full sentence, or nothing if its form is unknown. */
    Optional<String> forTheCaller(String operation, String message) {
        if (LISTS.contains(operation) && PAGE_TOKEN.matcher(message).find()) {
            return Optional.of("marker: has expired. List again from the beginning, without a marker.");
        }
        return FORMS.stream()
                .map(form -> form.of(message))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Returns the members of the request that the reason names, under the connector's names. */
    List<String> members(String message) {
        String plain = message.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return MEMBERS.entrySet().stream()
                .filter(member -> plain.contains(member.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
    }

    /** Returns the jobs of the request that the reason names, or all of them if it names none. */
    List<String> jobs(String message) {
        List<String> words = Arrays.asList(message.split("[\\s,;:'\"\\[\\]()]+"));
        List<String> named = jobs.stream()
                .filter(job -> message.endsWith(" " + job) || words.contains(job))
                .toList();
        return named.isEmpty() ? List.copyOf(jobs) : named;
    }
}
