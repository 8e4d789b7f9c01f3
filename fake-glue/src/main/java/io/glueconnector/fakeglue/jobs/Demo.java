package io.glueconnector.fakeglue.jobs;

import io.glueconnector.fakeglue.protocol.GlueError;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The course of a simulated run, which its arguments control.
 *
 * @param running how long it stays RUNNING: {@code --demo-seconds}, 5 by default, fractions allowed
 * @param outcomes the end state of each attempt, the last one for all further attempts: {@code --demo-outcome},
 *     comma-separated, SUCCEEDED by default
 * @param message the error message of an end other than SUCCEEDED: {@code --demo-message}
 */
record Demo(Duration running, List<JobRunState> outcomes, String message) {

    /** Reads the arguments; throws InvalidInputException for invalid values. */
    static Demo of(Map<String, String> arguments) {
        return new Demo(
                duration(arguments.getOrDefault("--demo-seconds", "5")),
                Arrays.stream(arguments
                                .getOrDefault("--demo-outcome", "SUCCEEDED")
                                .split(",", -1))
                        .map(Demo::outcome)
                        .toList(),
                arguments.getOrDefault("--demo-message", "The argument --demo-outcome made the run end this way"));
    }

    JobRunState outcome(int attempt) {
        return outcomes.get(Math.min(attempt, outcomes.size() - 1));
    }

    private static Duration duration(String seconds) {
        try {
            return Duration.ofMillis(Math.round(Math.max(0, Double.parseDouble(seconds)) * 1000));
        } catch (NumberFormatException e) {
            throw GlueError.invalidInput("--demo-seconds must be a number of seconds, not " + seconds);
        }
    }

    private static JobRunState outcome(String name) {
        return Arrays.stream(JobRunState.values())
                .filter(state -> state.isEnd() && state.name().equals(name.strip()))
                .findFirst()
                .orElseThrow(
                        () -> GlueError.invalidInput("--demo-outcome must be the name of an end state, not " + name));
    }
}
