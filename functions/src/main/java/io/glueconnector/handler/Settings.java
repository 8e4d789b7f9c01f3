package io.glueconnector.handler;

import io.glueconnector.aws.HttpClients;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The deployer's settings, read from the function's environment.
 *
 * @param stack the stack's name
 * @param version the deployed version of the connector
 * @param ownRegion the stack's Region
 * @param connectionPrefix the prefix of the names of connections' secrets
 * @param allowedRegions the Regions that calls may go to; empty means all that Glue serves
 * @param ownRoleAllowed whether a connection may use the function's own role
 * @param redactedArguments parts of the names of arguments to mask, in addition to the built-in ones
 * @param startsTable the starts table, for the functions that use it
 * @param eventSources the accounts and Regions whose Glue events reach the stack, each as {@code account/region}
 * @param failureLogLines the number of log lines in the report of a failed run
 * @param initialization Lambda's initialization type
 * @param http the HTTP clients for calls to AWS
 */
record Settings(
        String stack,
        String version,
        String ownRegion,
        String connectionPrefix,
        Set<String> allowedRegions,
        boolean ownRoleAllowed,
        Set<String> redactedArguments,
        Optional<String> startsTable,
        Set<String> eventSources,
        int failureLogLines,
        String initialization,
        HttpClients http) {

    /**
     * Reads the settings.
     *
     * @throws IllegalStateException if a required variable is missing, or a variable has an invalid value
     */
    static Settings from(Map<String, String> environment) {
        String initialization = environment.getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "unknown");
        return new Settings(
                required(environment, "STACK_NAME"),
                environment.getOrDefault("VERSION", "unknown"),
                required(environment, "AWS_REGION"),
                required(environment, "CONNECTION_PREFIX"),
                list(environment.getOrDefault("ALLOWED_REGIONS", "")),
                flag(environment, "ALLOW_EXECUTION_ROLE_CONNECTIONS"),
                list(present(environment, "REDACTED_ARGUMENTS")),
                Optional.ofNullable(environment.get("STARTS_TABLE")),
                list(environment.getOrDefault("EVENT_SOURCES", "")),
                number(environment, "FAILURE_LOG_LINES"),
                initialization,
                HttpClients.of(environment, isSnapshot(initialization)));
    }

    /** Whether Lambda takes a snapshot of the function once it is ready. */
    boolean snapshot() {
        return isSnapshot(initialization);
    }

    private static boolean isSnapshot(String initialization) {
        return initialization.equals("snap-start");
    }

    private static String required(Map<String, String> environment, String name) {
        String value = present(environment, name);
        if (value.isBlank()) {
            throw new IllegalStateException(
                    name + ": expected a value in the function's environment, but got a blank value");
        }
        return value;
    }

    private static String present(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException(name + ": is required in the function's environment");
        }
        return value;
    }

    private static boolean flag(Map<String, String> environment, String name) {
        return switch (environment.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalStateException(name + ": expected true or false");
        };
    }

    private static int number(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "0");
        if (!value.matches("[0-9]{1,3}")) {
            throw new IllegalStateException(name + ": expected a number of up to three digits");
        }
        return Integer.parseInt(value);
    }

    private static Set<String> list(String commaSeparated) {
        Set<String> items = new HashSet<>();
        for (String item : List.of(commaSeparated.split(",", -1))) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return Set.copyOf(items);
    }
}
