package io.glueconnector.redaction;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of the maximum length that Lambda allows. A search in quadratic time would take hours for one of these. */
class LongTextTest {
    private final Redaction redaction = new Redaction(Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "-a",
                "a=",
                "password=",
                "password:\"",
                "\"",
                "\\",
                "\"'",
                ":",
                "://a:b",
                "@",
                ",{",
                "[",
                "{\"a\":",
                "password= ",
                "%25",
                "%3D",
                "arn:aws",
                "jdbc:oracle:a:",
                "password=a\"",
                "--password ",
                "\\\"password\\\":\\\"",
                "AError",
                "aA",
                "<password>",
                ">",
                "<password a",
                "<password><![CDATA[",
                "bearer ",
                "password=bearer "
            })
    void arguments_veryLongText_takesLinearTime(String piece) {
        String text = piece.repeat(300_000 / piece.length());
        String message = "x\"" + text;

        assertTimeoutPreemptively(Duration.ofMinutes(5), () -> {
            redaction.arguments(Map.of("--x", text));
            redaction.reason(message, List.of(Map.of("--secret", text, "--conf", "password=" + text)));
        });
    }
}
