package io.glueconnector.ownruntime.build;

import io.glueconnector.ownruntime.AllHandlers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs all functions in one process with the sample events, so its JVM writes a cache of the classes that they use. */
final class Training {
    private static final Pattern HANDLER = Pattern.compile("(?m)^\\s+Handler: ([\\w.]+)$");
    /** The input for functions without sample events. It also exercises the error for a missing resource. */
    private static final String OTHER =
            "{\"connection\": \"default\", \"name\": \"no-such\", \"jobRunId\": \"jr_0123456789abcdef0123456789abcdef\"}";

    private static final String ERROR = "urn:glue-connector:error:";

    private final Aws aws;
    private final Path authority;
    private final Path log;
    private final List<String> handlers;
    private final Path events;

    /**
     * Creates a training with the handlers in the project's template and its sample events.
     *
     * @throws PackagingFailed if the template names no handler by its class
     */
    Training(Path project, Path log, Aws aws, Path authority) throws IOException {
        this.aws = aws;
        this.authority = authority;
        this.log = log;
        handlers = HANDLER.matcher(Files.readString(project.resolve("template.yaml")))
                .results()
                .map(match -> match.group(1))
                .toList();
        events = project.resolve("events");
        if (handlers.isEmpty()) {
            throw new PackagingFailed(
                    "template.yaml: expected handlers such as io.glueconnector.jobs.ListJobs, found none.");
        }
    }

    /**
     * Writes the cache to a path.
     *
     * @throws PackagingFailed if a sample event fails or no cache is written
     */
    void train(Path unpacked, Path cache) throws IOException, InterruptedException {
        Map<String, String> output = Map.of("AOT_OPTION", "-XX:AOTCacheOutput=" + cache);
        try (RunningFunction function =
                new RunningFunction(unpacked, log, AllHandlers.class.getName(), aws, authority, output)) {
            for (String handler : handlers) {
                callWithout(function, handler);
                for (Path event : eventsOf(handler)) {
                    call(function, handler, event);
                }
            }
            function.end();
            if (!Files.exists(cache)) {
                throw new PackagingFailed("The JVM did not write an ahead-of-time cache:\n" + function.said());
            }
        }
    }

    /** Calls a handler that has no sample events. It may fail, but only with an error of the connector. */
    private static void callWithout(RunningFunction function, String handler) throws IOException, InterruptedException {
        RuntimeApi.Answer answer = function.invoke(handler + "\n" + OTHER);
        if (answer.isError() && !answer.body().contains(ERROR)) {
            throw new PackagingFailed("%s failed in the training: %s".formatted(handler, answer.body()));
        }
    }

    private static void call(RunningFunction function, String handler, Path event)
            throws IOException, InterruptedException {
        RuntimeApi.Answer answer = function.invoke(handler + "\n" + Files.readString(event));
        if (answer.isError() || answer.body().contains(ERROR)) {
            throw new PackagingFailed("%s failed in the training: %s".formatted(event.getFileName(), answer.body()));
        }
    }

    /** Returns the sample events of an action, which are named after it, such as list-jobs.api.json. */
    private List<Path> eventsOf(String handler) throws IOException {
        String action = handler.substring(handler.lastIndexOf('.') + 1);
        String prefix = action.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + ".";
        try (Stream<Path> files = Files.list(events)) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().startsWith(prefix))
                            .sorted()
                            .toList());
        }
    }
}
