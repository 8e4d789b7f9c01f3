package io.glueconnector.request;

import static io.glueconnector.request.FieldsTest.assertRefused;
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

/** Maps and lists inside a request, and the request's set of fields itself. */
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
                "{\"a\": 5}               | m.a: expected 0 to 5 characters, came a number. Correct the field.",
                "{\"a\": null}            | m.a: expected 0 to 5 characters, came null. Correct the field.",
                "{\"a\": {}}              | m.a: expected 0 to 5 characters, came an object of 0 members",
                "{\"a\": \"canary\"}      | m.a: expected 0 to 5 characters, came a text of 6 characters",
                "{\"\": \"x\"}            | m (a member's name): expected one line of 1 to 3 characters, came a text of 0",
                "{\"long\": \"x\"}        | m (a member's name): expected one line of 1 to 3 characters, came a text of 4",
                "{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\"} | m: expected an object of at most 3 members, came an object of 4",
                "[]                       | m: expected an object of at most 3 members, came a list of 0 items",
                "\"canary\"               | m: expected an object of at most 3 members, came a text of 6 characters"
            })
    void textMap_wrongInside_namesTheMemberAndNeverTheValue(String map, String message) {
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
                "null                         | l: expected a list of 1 to 3 different texts, came nothing. Add the field.",
                "[]                           | l: expected a list of 1 to 3 different texts, came a list of 0 items",
                "[\"1\",\"2\",\"3\",\"4\"]    | l: expected a list of 1 to 3 different texts, came a list of 4 items",
                "\"a\"                        | l: expected a list of 1 to 3 different texts, came a text of 1",
                "[\"a\", \"b\", \"a\"]        | l[2]: repeats an earlier item. Give each once.",
                "[\"a\", 5]                   | l[1]: expected one line of 1 to 3 characters, came a number",
                "[null]                       | l[0]: expected one line of 1 to 3 characters, came null",
                "[\"canary\"]                 | l[0]: expected one line of 1 to 3 characters, came a text of 6"
            })
    void requiredTextList_wrong_namesTheItem(String list, String message) {
        Fields fields = json("{\"l\": %s}".formatted(list));

        assertRefused(() -> fields.requiredTextList("l", 3, KEY), message);
    }

    @Test
    void requiredTextList_fieldMissing_saysWhatToAdd() {
        assertRefused(() -> new Fields().requiredTextList("l", 3, KEY), "came nothing. Add the field.");
    }

    @Test
    void add_fieldOfTwoPlaces_isRefusedEvenWhenOneIsNull() {
        Fields fields = json("{\"name\": null}");

        assertRefused(() -> fields.addText("name", "load"), "name: came twice.");
        assertRefused(() -> fields.addTyped("name", Map.of()), "name: came twice.");
    }

    @Test
    void refuseUnread_misspeltField_namesItAndWhatThereIs() {
        Fields fields = json("{\"maxItem\": 5, \"marker\": \"x\"}");
        fields.text("marker", KEY);
        fields.integer("maxItems", 1, 5);

        assertRefused(fields::refuseUnread, "maxItem: is not a field of this action. It takes marker, maxItems.");
        assertThat(fields.readNames()).containsExactly("marker", "maxItems");
    }

    @Test
    void refuseUnread_nullField_isRefusedToo() {
        assertRefused(json("{\"nonsense\": null}")::refuseUnread, "nonsense: is not a field of this action.");
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
                        "%s: a request never carries credentials. Store them in the connection's secret and name the connection."
                                .formatted(name));
    }

    @Test
    void refuseUnread_unprintableName_isShortenedAndCleaned() {
        Fields fields = Fields.of(Map.of("a\r\nb\u0000" + "c".repeat(100), 1L));

        String detail =
                catchThrowableOfType(InvalidRequest.class, fields::refuseUnread).detail();

        assertThat(detail).startsWith("a??b?ccc").doesNotContain("\n", "\r", "\u0000", "c".repeat(64));
    }

    @ParameterizedTest
    @CsvSource({"externalID, externalID", "AKIAABCDEFGHIJKL2345, A member whose name is not shown"})
    void refuseUnread_ofAnotherDocument_repeatsOnlyWhatLooksLikeAName(String name, String shown) {
        Fields fields = Fields.of(Map.of("type", "accessKey", name, "canary"));
        fields.choice("type", List.of("accessKey"));

        assertRefused(
                () -> fields.refuseUnread("a connection"),
                "%s: is not a field of a connection. It takes type.".formatted(shown));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"b\": {\"y\": \"2\", \"x\": \"1\"}, \"a\": 900.0}",
                "{\"a\": 9e2, \"b\": {\"x\": \"1\", \"y\": \"2\"}, \"none\": null}",
                "{\"a\": 900, \"key\": \"other\", \"b\": {\"x\": \"1\", \"y\": \"2\"}}"
            })
    void fingerprint_sameRequestWrittenInAnotherWay_isTheSame(String other) {
        Fields request = json("{\"a\": 900, \"b\": {\"x\": \"1\", \"y\": \"2\"}, \"key\": \"k\"}");

        assertThat(json(other).fingerprint("key")).isEqualTo(request.fingerprint("key"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\": 901}", "{}", "{\"a\": \"900\"}", "{\"a\": 900, \"b\": []}", "{\"A\": 900}"})
    void fingerprint_anotherRequest_isAnother(String other) {
        assertThat(json(other).fingerprint("key"))
                .isNotEqualTo(json("{\"a\": 900}").fingerprint("key"));
    }

    @Test
    void everyGetter_anyTextOrNumber_isReadOrRefusedWithoutShowingTheText() {
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
