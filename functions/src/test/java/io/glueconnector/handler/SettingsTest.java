package io.glueconnector.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.glueconnector.aws.HttpClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    static final Map<String, String> LEAST = Map.of(
            "STACK_NAME", "glue-connector",
            "AWS_REGION", "eu-west-1",
            "CONNECTION_PREFIX", "glue-connector/",
            "REDACTED_ARGUMENTS", "password,secret");

    @Test
    void from_minimalEnvironment_hasSafeDefaults() {
        assertThat(Settings.from(LEAST))
                .isEqualTo(new Settings(
                        "glue-connector",
                        "eu-west-1",
                        "glue-connector/",
                        Set.of(),
                        false,
                        Set.of("password", "secret"),
                        Optional.empty(),
                        Set.of(),
                        0,
                        "unknown",
                        HttpClients.CRT));
    }

    @ParameterizedTest
    @CsvSource({"snap-start, true", "on-demand, false", "provisioned-concurrency, false"})
    void from_initializationType_decidesWhetherThereIsASnapshot(String type, boolean snapshot) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", type);

        assertThat(Settings.from(environment).snapshot()).isEqualTo(snapshot);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100, 100"})
    void from_failureLogLines_readsTheNumber(String value, int lines) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("FAILURE_LOG_LINES", value);

        assertThat(Settings.from(environment).failureLogLines()).isEqualTo(lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "many", "1000"})
    void from_failureLogLinesOfAnotherForm_isRefused(String value) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("FAILURE_LOG_LINES", value);

        assertThatIllegalStateException()
                .isThrownBy(() -> Settings.from(environment))
                .withMessage("FAILURE_LOG_LINES: expected a number of up to three digits");
    }

    @Test
    void from_fullEnvironment_readsListsAndFlags() {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("ALLOWED_REGIONS", "eu-west-1, us-east-1,,");
        environment.put("ALLOW_EXECUTION_ROLE_CONNECTIONS", "true");
        environment.put("STARTS_TABLE", "starts");
        environment.put("EVENT_SOURCES", "111122223333/eu-west-1,444455556666/us-east-1");
        environment.put("REDACTED_ARGUMENTS", "");

        Settings settings = Settings.from(environment);

        assertThat(settings.allowedRegions()).containsExactlyInAnyOrder("eu-west-1", "us-east-1");
        assertThat(settings.ownRoleAllowed()).isTrue();
        assertThat(settings.startsTable()).contains("starts");
        assertThat(settings.eventSources())
                .containsExactlyInAnyOrder("111122223333/eu-west-1", "444455556666/us-east-1");
        assertThat(settings.redactedArguments()).isEmpty();
    }

    @Test
    void from_missingVariable_isNamed() {
        for (String name : LEAST.keySet()) {
            Map<String, String> environment = new HashMap<>(LEAST);
            environment.remove(name);
            assertThatIllegalStateException()
                    .isThrownBy(() -> Settings.from(environment))
                    .withMessage(name + ": is required in the function's environment");
        }
    }

    @Test
    void from_blankVariable_isNamed() {
        for (String name : List.of("STACK_NAME", "AWS_REGION", "CONNECTION_PREFIX")) {
            Map<String, String> environment = new HashMap<>(LEAST);
            environment.put(name, " ");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Settings.from(environment))
                    .withMessageStartingWith(name + ": expected a value");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TRUE", "yes", "1", " true"})
    void from_invalidFlag_isRejectedAndNeverTrue(String flag) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("ALLOW_EXECUTION_ROLE_CONNECTIONS", flag);

        assertThatIllegalStateException()
                .isThrownBy(() -> Settings.from(environment))
                .withMessage("ALLOW_EXECUTION_ROLE_CONNECTIONS: expected true or false");
    }
}
