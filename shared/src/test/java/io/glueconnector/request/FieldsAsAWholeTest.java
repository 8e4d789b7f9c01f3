package io.glueconnector.request;

import static io.glueconnector.request.FieldsTest.assertRejected;
import static io.glueconnector.request.FieldsTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.testing.Seeded;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps and lists in a request, and the set of its fields. */
class FieldsAsAWholeTest {
    private static final TextRule KEY = TextRule.line(1, 3);
    private static final TextRule VALUE = TextRule.text(0, 5);

    @Test
    void textMap_withinBounds_keepsItsOrder() {
        Map<String, String> map =
                json("{\"m\": {\"z\": \"1\", \"a\": \"\", \"é\": \"🚀\"}}").textMap("m", 3, KEY, VALUE);

        assertThat(map).containsExactly(Map.entry("z", "1"), Map.entry("a", ""), Map.entry("é", "🚀"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 5}               | m.a: expected 0 to 5 characters, but got a number. Correct the field.",
                "{\"a\": null}            | m.a: expected 0 to 5 characters, but got null. Correct the field.",
                "{\"a\": {}}              | m.a: expected 0 to 5 characters, but got an object with 0 members",
                "{\"a\": \"canary\"}      | m.a: expected 0 to 5 characters, but got a 6-character string",
                "{\"\": \"x\"}            | m (a member's name): expected one line of 1 to 3 characters, but got an"
                        + " empty string",
                "{\"long\": \"x\"}        | m (a member's name): expected one line of 1 to 3 characters, but got a"
                        + " 4-character string",
                "{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\"} | m: expected at most 3 members, but got 4. Correct",
                "[]                       | m: expected an object with at most 3 members, but got a list of 0 items",
                "\"canary\"               | m: expected an object with at most 3 members, but got a 6-character string"
            })
    void textMap_wrongMember_isNamedWithoutItsValue(String map, String message) {
        Fields fields = json("{\"m\": %s}".formatted(map));

        assertThat(catchThrowableOfType(InvalidRequest.class, () -> fields.textMap("m", 3, KEY, VALUE))
                        .detail())
                .contains(message)
                .doesNotContain("canary");
    }

    @Test
    void requiredTextList_differentTexts_keepsTheirOrder() {
        assertThat(json("{\"l\": [\"z\", \"a\", \"b\"]}").requiredTextList("l", 3, KEY))
                .containsExactly("z", "a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null                         | l: is required: a list of 1 to 3 different strings. Add the field.",
                "[]                           | l: expected a list of 1 to 3 different strings, but got a list of 0"
                        + " items",
                "[\"1\",\"2\",\"3\",\"4\"]    | l: expected a list of 1 to 3 different strings, but got a list of 4"
                        + " items",
                "\"a\"                        | l: expected a list of 1 to 3 different strings, but got a 1-character"
                        + " string",
                "[\"a\", \"b\", \"a\"]        | l[2]: repeats an earlier item. List each item once.",
                "[\"a\", 5]                   | l[1]: expected one line of 1 to 3 characters, but got a number",
                "[null]                       | l[0]: expected one line of 1 to 3 characters, but got null",
                "[\"canary\"]                 | l[0]: expected one line of 1 to 3 characters, but got a 6-character"
                        + " string"
            })
    void requiredTextList_wrong_namesTheItem(String list, String message) {
        Fields fields = json("{\"l\": %s}".formatted(list));

        assertRejected(() -> fields.requiredTextList("l", 3, KEY), message);
    }

    @Test
    void requiredTextList_fieldMissing_saysWhatToAdd() {
        assertRejected(() -> new Fields().requiredTextList("l", 3, KEY), "l: is required");
    }

    @Test
    void add_fieldFromTwoPlaces_isRejectedEvenIfOneIsNull() {
        Fields fields = json("{\"name\": null}");

        assertRejected(() -> fields.addText("name", "load"), "name: is given twice.");
        assertRejected(() -> fields.addTyped("name", Map.of()), "name: is given twice.");
    }

    @Test
    void refuseUnread_misspeltField_namesItAndTheKnownFields() {
        Fields fields = json("{\"maxItem\": 5, \"marker\": \"x\"}");
        fields.text("marker", KEY);
        fields.integer("maxItems", 1, 5);

        assertRejected(fields::refuseUnread, "maxItem: is not a field of this action. It takes marker, maxItems.");
    }

    @Test
    void refuseUnread_nullField_isAlsoRejected() {
        assertRejected(json("{\"nonsense\": null}")::refuseUnread, "nonsense: is not a field of this action.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accessKeyId",
                "secretAccessKey",
                "sessionToken",
                "secretKey",
                "accessKey",
                "roleArn",
                "externalId",
                "ACCESSKEYID",
                "secret_access_key",
                "aws_access_key_id",
                "awsSecretAccessKey",
                "AWS_SESSION_TOKEN",
                "external-id",
                "role_arn"
            })
    void refuseUnread_credentials_saysWhereTheyBelongAndNeverEchoesThem(String name) {
        Fields fields = Fields.of(Map.of(name, "canary-canary-canary"));

        assertThat(catchThrowableOfType(InvalidRequest.class, fields::refuseUnread)
                        .detail())
                .isEqualTo(
                        "%s: a request must not contain credentials. Store them in the connection's secret and name the connection."
                                .formatted(name));
    }

    @Test
    void refuseUnread_unprintableName_isShortenedAndEscaped() {
        Fields fields = Fields.of(Map.of("a\r\nb\u0000" + "c".repeat(100), 1L));

        String detail =
                catchThrowableOfType(InvalidRequest.class, fields::refuseUnread).detail();

        assertThat(detail)
                .startsWith("a\\u000d\\u000ab\\u0000ccc")
                .doesNotContain("\n", "\r", "\u0000", "c".repeat(64));
    }

    @ParameterizedTest
    @CsvSource({"externalID, externalID", "AKIAABCDEFGHIJKL2345, A member with a hidden name"})
    void refuseUnread_ofAnotherDocument_repeatsOnlyWhatLooksLikeAName(String name, String shown) {
        Fields fields = Fields.of(Map.of("type", "accessKey", name, "canary"));
        fields.choice("type", List.of("accessKey"));

        assertRejected(
                () -> fields.refuseUnread("a connection"),
                "%s: is not a field of a connection. It takes type.".formatted(shown));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"m\": {\"y\": \"2\", \"x\": \"1\"}, \"i\": 900.0, \"n\": 0.06250}",
                "{\"i\": 9e2, \"n\": 6.25e-2, \"m\": {\"x\": \"1\", \"y\": \"2\"}, \"t\": null}",
                "{\"i\": 900, \"n\": 0.0625, \"key\": \"other\", \"m\": {\"x\": \"1\", \"y\": \"2\"}}",
                "{\"i\": 900, \"n\": 0.0625, \"m\": {\"x\": \"1\", \"y\": \"2\"}, \"f\": true, \"c\": \"fail\", \"o\":"
                        + " {}}"
            })
    void fingerprint_sameRequestWrittenDifferently_isTheSame(String other) {
        String request = "{\"i\": 900, \"n\": 0.0625, \"m\": {\"x\": \"1\", \"y\": \"2\"}, \"key\": \"k\"}";

        assertThat(fingerprint(other)).isEqualTo(fingerprint(request));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"i\": 901}",
                "{}",
                "{\"n\": 900}",
                "{\"i\": 900, \"t\": \"900\"}",
                "{\"i\": 900, \"m\": {\"x\": \"\"}}",
                "{\"i\": 900, \"f\": false}",
                "{\"i\": 900, \"c\": \"adopt\"}",
                "{\"i\": 900, \"j\": \"{}\"}"
            })
    void fingerprint_anotherRequest_isAnother(String other) {
        assertThat(fingerprint(other)).isNotEqualTo(fingerprint("{\"i\": 900}"));
    }

    @Test
    void fingerprint_jsonAsText_countsByItsValue() {
        String policy = "{\"j\": \"{\\\"a\\\": [1, 2], \\\"b\\\": 3}\"}";

        assertThat(fingerprint("{\"j\": \"{ \\\"b\\\":3.0,\\\"a\\\":[1,2] }\"}"))
                .isEqualTo(fingerprint(policy));
        assertThat(fingerprint("{\"j\": \"{\\\"a\\\": [2, 1], \\\"b\\\": 3}\"}"))
                .isNotEqualTo(fingerprint(policy));
    }

    @Test
    void fingerprint_unreadField_isRejected() {
        assertRejected(() -> json("{\"a\": 1}").fingerprint(), "a: is not a field of this action.");
    }

    private static String fingerprint(String request) {
        Fields fields = json(request);
        fields.integer("i", 1, 1000);
        fields.positiveNumber("n", 1000);
        fields.textMap("m", 5, KEY, VALUE);
        fields.textMap("o", 5, KEY, VALUE);
        fields.flag("f", true);
        fields.choiceOrFirst("c", List.of("fail", "adopt"));
        fields.text("t", KEY);
        fields.jsonText("j", 2, 100);
        fields.text("key", VALUE);
        return fields.fingerprint("key");
    }

    @Test
    void refuseUnread_emptyName_saysSo() {
        assertRejected(json("{\"\": 1}")::refuseUnread, "(an empty name): is not a field of this action.");
    }

    @Test
    void refuseUnread_fieldsOfTheEntryPoint_areListedInItsSpelling() {
        Fields fields = json("{\"nmae\": 1, \"execution\": \"e\"}");
        fields.withhold("execution");
        fields.spell("tags", "tag");
        fields.addHeader("key", "Key", List.of());
        fields.addSegment("name", "x");
        fields.readElsewhere("attempt");
        for (String field : List.of("execution", "tags", "key", "name")) {
            fields.text(field, VALUE);
        }

        assertRejected(
                fields::refuseUnread,
                "execution: is not a field of this action. It takes attempt, key (the header Key), name (in the path),"
                        + " tag.");
    }

    @Test
    void refuseUnread_fieldReadElsewhere_isStillRejectedHere() {
        Fields fields = json("{\"attempt\": \"last\"}");
        fields.readElsewhere("attempt");

        assertRejected(fields::refuseUnread, "attempt: is not a field of this action.");
    }

    @Test
    void everyGetter_anyTextOrNumber_isReadOrRejectedWithoutShowingTheText() {
        Seeded.cases(20_000, random -> {
            String canary = "canary" + Seeded.unicode(random, 30);
            Object value = Seeded.oneOf(random, List.of(canary, List.of(canary), Map.of("k", canary)));
            Fields fields = Fields.of(Map.of("v", value));
            try {
                switch (random.nextInt(7)) {
                    case 0 -> fields.text("v", TextRule.line(1, 10));
                    case 1 -> fields.choice("v", List.of("a"));
                    case 2 -> fields.integer("v", 1, 5);
                    case 3 -> fields.positiveNumber("v", 5);
                    case 4 -> fields.flag("v");
                    case 5 -> fields.textMap("v", 1, KEY, VALUE);
                    default -> fields.requiredTextList("v", 5, KEY);
                }
            } catch (InvalidRequest e) {
                assertThat(e.getMessage()).doesNotContain("canary");
            }
        });
    }
}
