package io.glueconnector.once;

import com.fasterxml.jackson.databind.JsonNode;
import io.glueconnector.fakeglue.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Decides whether and when a caller tries again. Some policies count the tries, so each caller needs its own. */
interface RetryPolicy {

    /** Returns how long to wait before the next try, or empty if there is none. */
    Optional<Duration> after(Try failed, int tries);

    /** Returns the policy of an HTTP client that follows the responses' advice, a few times. */
    static RetryPolicy client() {
        Set<String> retried = Set.of(
                Try.KILLED,
                "Conflict",
                "Throttled",
                "GlueFailure",
                "OutcomeUnknown",
                "Unavailable",
                "DeadlineExceeded",
                "Internal");
        return (failed, tries) ->
                tries < 12 && retried.contains(failed.code()) ? Optional.of(failed.delay()) : Optional.empty();
    }

    /**
     * Returns the policy of Lambda's own retries of an asynchronous invocation: after one minute, then after two more.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">Asynchronous errors</a>
     */
    static RetryPolicy lambda() {
        return (_, tries) -> tries < 3 ? Optional.of(Duration.ofMinutes(tries)) : Optional.empty();
    }

    /** Returns the Retry policy of the workflow task that starts the run, as the stack deploys it. */
    static RetryPolicy workflow() {
        JsonNode blocks = startTask().path("Retry");
        Map<Integer, Integer> used = new HashMap<>();
        return (failed, _) -> {
            int block = matching(blocks, name(failed));
            if (block < 0
                    || used.merge(block, 1, Integer::sum)
                            > blocks.path(block).path("MaxAttempts").asInt()) {
                return Optional.empty();
            }
            JsonNode retry = blocks.path(block);
            double seconds = retry.path("IntervalSeconds").asInt()
                    * Math.pow(retry.path("BackoffRate").asDouble(), used.get(block) - 1);
            return Optional.of(Duration.ofMillis((long)
                    (1000 * Math.min(seconds, retry.path("MaxDelaySeconds").asInt()))));
        };
    }

    private static int matching(JsonNode blocks, String error) {
        for (int i = 0; i < blocks.size(); i++) {
            for (JsonNode name : blocks.path(i).path("ErrorEquals")) {
                if (name.asText().equals(error)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static String name(Try failed) {
        return failed.code().equals(Try.KILLED) ? "Runtime.ExitError" : "io.glueconnector.error." + failed.code();
    }

    private static JsonNode startTask() {
        try {
            JsonNode states = Json.parse(Files.readString(Path.of("..", "statemachines", "run-job.asl.json")))
                    .path("States");
            return StreamSupport.stream(states.spliterator(), false)
                    .filter(state ->
                            state.at("/Arguments/FunctionName").asText().contains("StartJobRun"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
