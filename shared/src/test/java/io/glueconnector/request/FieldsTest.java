package io.glueconnector.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private static final TextRule LINE = TextRule.line(2, 5);

    @Test
    void everyGetter_absentField_isEmpty() {
        assertEmpty(new Fields());
    }

    @Test
    void everyGetter_null_countsAsAbsent() {
        assertEmpty(json("""
            {"t": null, "c": null, "i": null, "n": null, "f": null, "m": null, "j": null, "z": null}\
            """));
    }

    private static void assertEmpty(Fields fields) {
        assertThat(fields.text("t", LINE)).isEmpty();
        assertThat(fields.choice("c", List.of("a"))).isEmpty();
        assertThat(fields.integer("i", 0, 1)).isEmpty();
        assertThat(fields.positiveNumber("n", 1)).isEmpty();
        assertThat(fields.flag("f")).isEmpty();
        assertThat(fields.textMap("m", 1, LINE, LINE)).isEmpty();
        assertThat(fields.jsonText("j", 1, 5)).isEmpty();
        assertThat(fields.time("z")).isEmpty();
        assertThat(fields.has("t")).isFalse();
        fields.refuseUnread();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T03:00:00Z, 2026-01-31T03:00:00Z",
        "2026-01-31T03:00:00.5Z, 2026-01-31T03:00:00.500Z",
        "2024-02-29T23:59:59.999Z, 2024-02-29T23:59:59.999Z"
    })
    void time_inUtc_isReadTypedAndBare(String text, Instant expected) {
        assertThat(Fields.of(Map.of("t", text)).time("t")).contains(expected);
        assertThat(bare("t", text).time("t")).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-29T03:00:00Z, a day or time that does not exist",
        "2026-01-31T25:00:00Z, a day or time that does not exist",
        "2026-01-31, a 10-character string",
        "2026-01-31T03:00:00, a 19-character string",
        "2026-01-31T03:00:00+01:00, a 25-character string",
        "2026-01-31T03:00:00.1234Z, a 25-character string",
        "2026-01-31t03:00:00z, a 20-character string",
    })
    void time_ofAnotherForm_isRefused(String text, String given) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> bare("t", text).time("t"))
                .withMessageContaining(
                        "t: expected a time in UTC, such as 2026-01-31T03:00:00Z, but got %s. Correct the field."
                                .formatted(given));
    }

    @Test
    void time_asANumber_isRefused() {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> Fields.of(Map.of("t", 1769828400L)).time("t"))
                .withMessageContaining("t: expected a time in UTC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "abcde", "é é", "🚀🚀", "🚀🚀🚀🚀🚀", "\tx", "\u202Eab", "a\u007F"})
    void text_withinItsRule_isReadTypedAndBare(String value) {
        assertThat(Fields.of(Map.of("t", value)).text("t", LINE)).contains(value);
        assertThat(bare("t", value).text("t", LINE)).contains(value);
    }

    @ParameterizedTest
    @CsvSource({
        "'', an empty string",
        "a, a 1-character string",
        "abcdef, a 6-character string",
        "🚀, a 1-character string",
        "🚀🚀🚀🚀🚀🚀, a 6-character string",
        "abcdefgh, an 8-character string",
        "abcdefghijk, an 11-character string",
        "abcdefghijkl, a 12-character string"
    })
    void text_outsideItsRule_isRejectedByLengthOnly(String value, String given) {
        String message = "t: expected one line of 2 to 5 characters, but got %s. Correct the field.".formatted(given);
        assertRejected(() -> Fields.of(Map.of("t", value)).text("t", LINE), message);
        assertRejected(() -> bare("t", value).text("t", LINE), message);
    }

    static Stream<Arguments> strangeTexts() {
        return Stream.of(
                Arguments.of("a\nb", "a control character (U+000A)"),
                Arguments.of("a\u0000b", "a control character (U+0000)"),
                Arguments.of("a\u007Fb\r", "a control character (U+000D)"),
                Arguments.of("a\uFFFEb", "a noncharacter (U+FFFE)"),
                Arguments.of("a\uFFFFb", "a noncharacter (U+FFFF)"),
                Arguments.of("a\uFFFDb", "a replacement character (U+FFFD)"),
                Arguments.of("a\uD800", "an unpaired surrogate (U+D800)"),
                Arguments.of("\uDE80a", "an unpaired surrogate (U+DE80)"));
    }

    @ParameterizedTest
    @MethodSource("strangeTexts")
    void text_strangeCharacter_isRejectedByThatCharacter(String value, String given) {
        String message = "t: expected one line of 2 to 5 characters, but got a string with %s. Correct the field."
                .formatted(given);
        assertRejected(() -> Fields.of(Map.of("t", value)).text("t", LINE), message);
        assertRejected(() -> bare("t", value).text("t", LINE), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5         | a number",
                "123456.75 | a number",
                "true      | true",
                "[1, 2]    | a list of 2 items",
                "{\"a\":1} | an object with 1 member"
            })
    void text_ofAnotherType_isRejectedByItsKind(String value, String kind) {
        Fields fields = json("{\"t\": %s}".formatted(value));

        assertRejected(() -> fields.text("t", LINE), "but got %s. Correct the field.".formatted(kind));
    }

    @Test
    void text_anyText_mayHoldLineBreaksButNoUnpairedSurrogate() {
        TextRule rule = TextRule.text(0, 10);

        assertThat(bare("t", "a\r\n\u0000🚀").text("t", rule)).contains("a\r\n\u0000🚀");
        assertThat(bare("t", "").text("t", rule)).contains("");
        assertThat(bare("t", "\uFFFE\uFFFF").text("t", rule)).contains("\uFFFE\uFFFF");
        String half = "t: expected 0 to 10 characters, but got a string with an unpaired surrogate";
        assertRejected(() -> bare("t", "a\uD83D").text("t", rule), half);
        assertRejected(() -> bare("t", "\uDE80a").text("t", rule), half);
        assertRejected(() -> bare("t", "a\uFFFD").text("t", rule), "a string with a replacement character (U+FFFD)");
    }

    @Test
    void text_matching_mustMatchWhole() {
        TextRule rule = TextRule.matching("[a-z]{2}", "two letters");

        assertThat(bare("t", "ab").text("t", rule)).contains("ab");
        assertRejected(() -> bare("t", "\uD800").text("t", rule), "but got a string with an unpaired surrogate");
        for (String wrong : List.of("a", "abc", "ab\n", "\nab", "ab ")) {
            assertRejected(() -> bare("t", wrong).text("t", rule), "t: expected two letters");
        }
    }

    @Test
    void requiredText_absent_saysWhatToAdd() {
        assertRejected(
                () -> new Fields().requiredText("jobRunId", LINE),
                "jobRunId: is required: one line of 2 to 5 characters. Add the field.");
    }

    @Test
    void name_arn_isRejectedWithTheFix() {
        String arn = "arn:aws:glue:eu-west-1:111122223333:job/load";

        assertRejected(
                () -> bare("name", arn).name("name"),
                "name: expected a name, but got an ARN. Use the last part of the ARN, after the slash.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"load", "a/b", "läd 100%+ 'x' \"y\"", "مهمة", "🚀", "arnold:x"})
    void name_anythingThatGlueAccepts_isRead(String name) {
        assertThat(bare("name", name).name("name")).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void name_tooShortOrLong_isRejected(int length) {
        assertRejected(() -> bare("name", "n".repeat(length)).name("name"), "name: expected one line of 1 to 255");
    }

    @Test
    void choice_oneOfItsWords_isRead() {
        assertThat(bare("c", "FLEX").choice("c", List.of("FLEX", "STANDARD"))).contains("FLEX");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flex", "FLEX ", ""})
    void choice_anotherWord_isRejectedWithItsWords(String word) {
        assertRejected(
                () -> bare("c", word).choice("c", List.of("FLEX", "STANDARD")), "c: expected one of FLEX, STANDARD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "0", "10"})
    void integer_withinBounds_isReadTypedAndBare(String number) {
        int value = Integer.parseInt(number);
        assertThat(bare("i", number).integer("i", -5, 10)).contains(value);
        assertThat(json("{\"i\": %s}".formatted(number)).integer("i", -5, 10)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-6", "11", "4294967297", "9999999999"})
    void integer_outOfBounds_isRejectedWithTheNumber(String number) {
        String message = "i: expected a whole number from -5 to 10, but got the number %s.".formatted(number);
        assertRejected(() -> bare("i", number).integer("i", -5, 10), message);
        assertRejected(() -> json("{\"i\": %s}".formatted(number)).integer("i", -5, 10), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.0", "1e0", "+1", " 1", "01", "0x1", "１", "1_0", "true", "99999999999"})
    void integer_bareTextThatIsNotAPlainNumber_isRejected(String text) {
        assertRejected(
                () -> bare("i", text).integer("i", -5, 10), "i: expected a whole number from -5 to 10, but got a");
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, the number 0.5",
        "99999999999999999999, the number 99999999999999999999",
        "999999999999999999999, a number",
        "1e999999999, the number 1E+999999999",
        "'\"5\"', a 1-character string",
        "true, true"
    })
    void integer_typedButNotWhole_isRejected(String written, String given) {
        assertRejected(
                () -> json("{\"i\": %s}".formatted(written)).integer("i", -5, 10), "but got %s.".formatted(given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0625", "1", "10.0", "1e-300", "1e1"})
    void positiveNumber_aboveZero_isRead(String number) {
        assertThat(json("{\"n\": %s}".formatted(number)).positiveNumber("n", 10))
                .contains(Double.parseDouble(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10.01", "1e400", "1e2147483647", "1e-400", "\"1\"", "true"})
    void positiveNumber_outOfBounds_isRejected(String number) {
        assertRejected(
                () -> json("{\"n\": %s}".formatted(number)).positiveNumber("n", 10),
                "n: expected a number above 0 and up to 10");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flag_trueOrFalse_isReadTypedAndBare(boolean flag) {
        assertThat(Fields.of(Map.of("f", flag)).flag("f")).contains(flag);
        assertThat(bare("f", Boolean.toString(flag)).flag("f")).contains(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"true\"", "\"yes\"", "[]"})
    void flag_anythingElse_isRejected(String value) {
        assertRejected(() -> json("{\"f\": %s}".formatted(value)).flag("f"), "f: expected true or false, but got ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUE", "", "1", "yes"})
    void flag_otherBareText_isRejected(String text) {
        assertRejected(() -> bare("f", text).flag("f"), "f: expected true or false, but got a");
    }

    @Test
    void jsonText_object_isPassedOnUnchanged() {
        String policy = "{ \"Version\": \"2012-10-17\" }";

        assertThat(bare("p", policy).jsonText("p", 2, 100)).contains(policy);
    }

    @Test
    void jsonText_malformedText_namesThePositionButNotTheText() {
        assertRejected(
                () -> bare("p", "{\"canary\": oops}").jsonText("p", 2, 100),
                "p: expected a string that holds a JSON object, but got something else: not well-formed JSON at"
                        + " line 1",
                message -> !message.contains("canary") && !message.contains("oops"));
        assertRejected(() -> bare("p", "{}".repeat(51)).jsonText("p", 2, 100), "p: expected 2 to 100 characters");
        assertRejected(
                () -> Fields.of(Map.of("p", Map.of())).jsonText("p", 2, 100), "but got an object with 0 members");
    }

    @Test
    void refuseNull_null_isRejectedByName() {
        assertRejected(
                () -> json("{\"region\": null}").refuseNull("region"),
                "region: expected a value, but got null. Set a value, or omit the field.");
        json("{\"region\": \"x\", \"other\": null}").refuseNull("region");
        new Fields().refuseNull("region");
    }

    @Test
    void refuseTogether_bothPresent_namesBoth() {
        Fields both = Fields.of(Map.of("maxCapacity", 1L, "workerType", "G.1X"));

        assertRejected(
                () -> both.refuseTogether("maxCapacity", "workerType"),
                "maxCapacity: cannot be combined with workerType. Set one of the two.");
        json("{\"maxCapacity\": null, \"workerType\": \"G.1X\"}").refuseTogether("maxCapacity", "workerType");
    }

    private static Fields bare(String name, String text) {
        Fields fields = new Fields();
        fields.addText(name, text);
        return fields;
    }

    static Fields json(String text) {
        try {
            return Fields.of(Json.parseObject(text));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(e);
        }
    }

    static void assertRejected(ThrowingCallable read, String message) {
        assertRejected(read, message, _ -> true);
    }

    private static void assertRejected(ThrowingCallable read, String message, Function<String, Boolean> condition) {
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(read).satisfies(e -> {
            assertThat(e.detail()).contains(message);
            assertThat(condition.apply(e.detail())).isTrue();
        });
    }
}
