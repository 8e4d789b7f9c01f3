package io.glueconnector.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import io.glueconnector.testing.Seeded;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionNameTest {
    @Test
    void read_absent_isTheDefault() {
        assertThat(ConnectionName.read(new Fields()))
                .isEqualTo(ConnectionName.DEFAULT)
                .hasToString("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "team-A_9", "0123456789012345678901234567890123456789012345678901234567890123"})
    void read_name_isAccepted(String name) {
        assertThat(ConnectionName.read(Fields.of(Map.of("connection", name))).value())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "pr%6Fd",
                "a/b",
                "../x",
                ".",
                "a\n",
                "é",
                "a+b",
                "a*",
                "*",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void read_anythingElse_isRejected(String name) {
        assertThat(catchThrowableOfType(
                                InvalidRequest.class, () -> ConnectionName.read(Fields.of(Map.of("connection", name))))
                        .detail())
                .startsWith(
                        "connection: expected 1 to 64 letters, digits, hyphens or underscores, unencoded, but got a");
    }

    @Test
    void read_anyText_staysUnderThePrefix() {
        Seeded.cases(50_000, random -> {
            String text = Seeded.unicode(random, 5);
            try {
                assertThat(ConnectionName.read(Fields.of(Map.of("connection", text)))
                                .value())
                        .matches("[A-Za-z0-9_-]{1,64}");
            } catch (InvalidRequest e) {
                assertThat(text.matches("[A-Za-z0-9_-]{1,64}")).isFalse();
            }
        });
    }
}
