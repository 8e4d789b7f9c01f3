package io.glueconnector.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private final Redaction redaction =
            new Redaction(Set.of("password", "secret", "token", "key", "credential", "api-id"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "--password",
                "--DB_PASSWORD",
                "--dbPassWord",
                "--pass-word",
                "--api_key",
                "--apiKey",
                "--secrets",
                "--client-secret-name",
                "--TOKEN",
                "--credentials-file",
                "--apiId",
                "--monkey"
            })
    void arguments_nameWithARedactedWord_isMasked(String name) {
        assertThat(redaction.arguments(Map.of(name, "canary"))).isEqualTo(Map.of(name, "***"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--input", "--TempDir", "--passage", "--secre", "", "--", "--job-language"})
    void arguments_otherName_isShown(String name) {
        assertThat(redaction.arguments(Map.of(name, "shown"))).isEqualTo(Map.of(name, "shown"));
    }

    @Test
    void arguments_severalOfThem_keepTheirOrder() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("--z", "1");
        arguments.put("--token", "canary");
        arguments.put("--a", "2");

        assertThat(redaction.arguments(arguments))
                .containsExactly(Map.entry("--z", "1"), Map.entry("--token", "***"), Map.entry("--a", "2"));
    }

    @Test
    void arguments_noWordsOrWordsOfHyphensAlone_areAllShown() {
        assertThat(new Redaction(Set.of()).arguments(Map.of("--token", "x"))).isEqualTo(Map.of("--token", "x"));
        assertThat(new Redaction(Set.of("-", "_")).arguments(Map.of("--x", "x")))
                .isEqualTo(Map.of("--x", "x"));
    }
}
