package io.glueconnector.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.testing.Seeded;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String DAMAGE = "{}[]\",:\\0e-tfn\u0000\uD800é";

    @Test
    void parseObject_everyKindOfValue_becomesItsPlainValue() throws MalformedJson {
        Map<String, Object> object = Json.parseObject("""
            {"text": "a\\u00e9\\n", "whole": -12, "fraction": 0.0625, "yes": true, "no": false, "nothing": null,
             "list": [1, [], {}], "object": {"inner": {"deep": "x"}}}\
            """);

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("text", "aé\n");
        expected.put("whole", -12L);
        expected.put("fraction", new BigDecimal("0.0625"));
        expected.put("yes", true);
        expected.put("no", false);
        expected.put("nothing", null);
        expected.put("list", List.of(1L, List.of(), Map.of()));
        expected.put("object", Map.of("inner", Map.of("deep", "x")));
        assertThat(object).isEqualTo(expected);
        assertThat(object.keySet()).containsExactlyElementsOf(expected.keySet());
    }

    @Test
    void write_thenParseObject_returnsTheSameValues() {
        Seeded.cases(5_000, random -> {
            Map<String, Object> object = object(random, 4);
            assertThat(Json.parseObject(Json.write(object))).isEqualTo(object);
        });
    }

    @Test
    void write_unicode_survivesAsUtf8() throws MalformedJson {
        Map<String, Object> object = Map.of("name", "ночь 🚀 مرحبا \u2028\u0000\u001f\"\\");

        byte[] bytes = Json.write(object).getBytes(StandardCharsets.UTF_8);

        assertThat(Json.parseObject(bytes)).isEqualTo(object);
    }

    @Test
    void write_otherValues_areWrittenAsTheirText() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("time", Instant.parse("2026-03-01T10:20:30.456Z"));
        object.put("duration", Duration.ofSeconds(5));
        object.put("integer", 7);
        object.put("double", 0.5);

        assertThat(Json.write(object)).isEqualTo("""
            {"time":"2026-03-01T10:20:30.456Z","duration":"PT5S","integer":7,"double":0.5}\
            """);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "900.0, 900",
        "9e2, 900",
        "9.00E+2, 900",
        "999999999999999999, 999999999999999999",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808"
    })
    void parseObject_wholeNumberThatFitsLong_isLong(String written, long value) throws MalformedJson {
        assertThat(Json.parseObject("{\"n\": %s}".formatted(written))).containsEntry("n", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "0.5",
                "1e400",
                "1e-400",
                "1e999999999",
                "-1e99999999"
            })
    void parseObject_anyOtherNumber_isExactDecimal(String written) throws MalformedJson {
        assertThat(Json.parseObject("{\"n\": %s}".formatted(written)).get("n"))
                .isInstanceOfSatisfying(
                        BigDecimal.class, number -> assertThat(number).isEqualByComparingTo(new BigDecimal(written)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1E-99999999999", "100e2147483647"})
    void parseObject_hugeExponent_saysSo(String written) {
        assertMalformed("{\"n\": %s}".formatted(written), "a number with an exponent out of range at line 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "0.77"})
    void parseObject_numberOfTooManyDigits_saysSo(String start) throws MalformedJson {
        assertThat(Json.parseObject("{\"n\": %s}".formatted("7".repeat(1_000)))).containsKey("n");
        assertMalformed(
                "{\"n\": %s}".formatted(start + "7".repeat(1_000)), "a number with more than 1000 digits at line 1");
    }

    @ParameterizedTest
    @CsvSource({"0.0625, 0.06250", "1e400, 10E399", "99999999999999999999, 99999999999999999999.0"})
    void parseObject_numbersOfTheSameValue_areEqual(String one, String other) throws MalformedJson {
        assertThat(Json.parseObject("{\"n\": %s}".formatted(one)))
                .isEqualTo(Json.parseObject("{\"n\": %s}".formatted(other)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00x", "\\ud800\\ud800"})
    void parseObject_nameWithAnUnpairedSurrogate_saysSo(String name) {
        assertMalformed("{\"%s\": 1}".formatted(name), "an unpaired surrogate in a name at line 1, column ");
    }

    @Test
    void parseObject_longName_isRead() throws MalformedJson {
        assertThat(Json.parseObject("{\"%s\": 1}".formatted("n".repeat(60_000))))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"b\"}              | line 1, column 14",
                "{\"a\": tru}                   | line 1, column",
                "{\"a\": 1,}                    | line 1, column 10",
                "{'a': 1}                       | line 1, column 3",
                "{\"a\": 01}                    | line 1, column 8",
                "{\"a\": NaN}                   | line 1, column",
                "{\"a\": [1, 2}                 | line 1, column 13",
                "{\"a\": \"\\q\"}               | line 1, column 10",
                "{\"a\": 1} // comment          | line 1, column",
                "{\"a\":                        | line 1, column",
            })
    void parseObject_malformedText_namesThePosition(String text, String place) {
        assertMalformed(text, place);
    }

    @Test
    void parseObject_malformedInALaterLine_namesThatLine() {
        assertMalformed("{\n\"a\": 1,\n\"secret-canary\": oops\n}", "line 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "[{}]", "\"text\"", "5", "null", "true"})
    void parseObject_textThatIsNotAnObject_isMalformed(String text) {
        assertMalformed(text, "expected a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "{} {}", "{}1", "{} null"})
    void parseObject_textAfterTheObject_isMalformed(String text) {
        assertMalformed(text, "expected nothing after the JSON object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"a\": 2}                               | a",
                "{\"a\": null, \"a\": null}                         | a",
                "{\"o\": {\"a\": 1, \"b\": 2, \"\\u0061\": 2}} | o.a",
                "{\"l\": [1, {\"a\": 1, \"a\": 1}]}               | l[1].a",
                "{\"\": 1, \"\": 1}                                 | ''"
            })
    void parseObject_repeatedMember_isNamedOutsideTheMessage(String text, String path) {
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> Json.parseObject(text))
                .withMessageStartingWith("a name is given twice in one object at line 1, column ")
                .satisfies(e -> assertThat(e.repeatedMember()).contains(path));
    }

    @Test
    void parseObject_byteOrderMarkBeforeBytes_isIgnoredOnce() throws MalformedJson {
        assertThat(Json.parseObject("\uFEFF{\"a\": 1}".getBytes(StandardCharsets.UTF_8)))
                .containsEntry("a", 1L);
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> Json.parseObject("\uFEFF\uFEFF{}".getBytes(StandardCharsets.UTF_8)));
        assertMalformed("\uFEFF{}", "not well-formed JSON");
    }

    @Test
    void parseObject_maximumNesting_isRead() throws MalformedJson {
        assertThat(Json.parseObject("{\"a\":".repeat(32) + "1" + "}".repeat(32)))
                .containsKey("a");
        assertThat(Json.parseObject("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}"))
                .containsKey("a");
    }

    @Test
    void parseObject_nestedDeeper_saysSo() {
        String message = "nested more than 32 levels deep at line 1, column ";
        assertMalformed("{\"a\":".repeat(33) + "1" + "}".repeat(33), message);
        assertMalformed("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}", message);
        assertMalformed("{\"a\":" + "[".repeat(1_000_000), message);
    }

    @Test
    void parseObject_bytesThatAreNotUtf8_areMalformed() {
        for (int[] wrong : List.of(new int[] {0xE9}, new int[] {0xC0, 0xAF}, new int[] {0xED, 0xA0, 0x80})) {
            byte[] text = "{\"a\": \"......\"}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < wrong.length; i++) {
                text[7 + i] = (byte) wrong[i];
            }
            assertThatExceptionOfType(MalformedJson.class)
                    .isThrownBy(() -> Json.parseObject(text))
                    .withMessage("expected UTF-8, but got other bytes");
        }
    }

    @Test
    void parseObject_anyDamagedText_isReadOrMalformedAndNeverRepeated() {
        Seeded.cases(20_000, random -> {
            StringBuilder text = new StringBuilder(Json.write(Map.of("canary-4711-canary", object(random, 3))));
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                text.setCharAt(random.nextInt(text.length()), DAMAGE.charAt(random.nextInt(DAMAGE.length())));
            }
            try {
                assertThat(Json.parseObject(text.toString())).isNotNull();
            } catch (MalformedJson e) {
                assertThat(e).hasNoCause().message().doesNotContain("canary");
                assertThat(e.getStackTrace()).isEmpty();
            }
        });
    }

    private static void assertMalformed(String text, String message) {
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> Json.parseObject(text))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
    }

    private static Map<String, Object> object(RandomGenerator random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.put(Seeded.unicode(random, 10), value(random, depth - 1));
        }
        return object;
    }

    private static Object value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> Seeded.unicode(random, 20);
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> new BigDecimal(random.nextLong()).movePointLeft(25).stripTrailingZeros();
            case 3 -> random.nextBoolean();
            case 4 -> null;
            case 5 -> "";
            case 6 -> new ArrayList<>(Arrays.asList(value(random, depth - 1), value(random, depth - 1)));
            default -> object(random, depth);
        };
    }
}
