package io.glueconnector.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.glueconnector.connection.Credentials.AccessKey;
import io.glueconnector.connection.Credentials.AssumeRole;
import io.glueconnector.connection.Credentials.ExecutionRole;
import io.glueconnector.error.InvalidRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionReaderTest {
    private static final ConnectionName NAME = new ConnectionName("team-a");
    private static final String KEY =
            "\"accessKeyId\": \"AKIAEXAMPLEEXAMPLE00\", \"secretAccessKey\": \"secret/secret+secret\"";
    private static final String ROLE = "\"roleArn\": \"arn:aws:iam::111122223333:role/team/glue\"";

    @Test
    void read_accessKey_isAKeyPair() {
        Connection connection = read("{\"type\": \"accessKey\", %s, \"region\": \"eu-west-1\"}".formatted(KEY));

        assertThat(connection)
                .isEqualTo(new Connection(
                        NAME,
                        "version-1",
                        new AccessKey("AKIAEXAMPLEEXAMPLE00", new Secret("secret/secret+secret"), Optional.empty()),
                        Optional.of("eu-west-1"),
                        Set.of()));
    }

    @Test
    void read_temporaryAccessKey_hasItsToken() {
        Connection connection = read("""
            {"type": "accessKey", "accessKeyId": "ASIAEXAMPLEEXAMPLE00", "secretAccessKey": "secret/secret+secret",
             "sessionToken": "token-token-token-token"}\
            """);

        assertThat(connection.credentials())
                .isEqualTo(new AccessKey(
                        "ASIAEXAMPLEEXAMPLE00",
                        new Secret("secret/secret+secret"),
                        Optional.of(new Secret("token-token-token-token"))));
    }

    @Test
    void read_assumeRoleWithKeyPair_lastsAnHourByDefault() {
        Connection connection = read("{\"type\": \"assumeRole\", %s, %s}".formatted(ROLE, KEY));

        assertThat(connection.credentials())
                .isEqualTo(new AssumeRole(
                        "arn:aws:iam::111122223333:role/team/glue",
                        Optional.of(new AccessKey(
                                "AKIAEXAMPLEEXAMPLE00", new Secret("secret/secret+secret"), Optional.empty())),
                        Optional.empty(),
                        Duration.ofHours(1)));
    }

    @Test
    void read_assumeRoleByTheFunctionsRole_hasNoBase() {
        Connection connection = read("""
            {"type": "assumeRole", %s, "externalId": "ext-1", "sessionDurationSeconds": 900,
             "allowedRegions": ["eu-west-1", "eu-west-2"]}\
            """.formatted(ROLE));

        assertThat(connection.credentials())
                .isEqualTo(new AssumeRole(
                        "arn:aws:iam::111122223333:role/team/glue",
                        Optional.empty(),
                        Optional.of(new Secret("ext-1")),
                        Duration.ofMinutes(15)));
        assertThat(connection.allowedRegions()).containsExactlyInAnyOrder("eu-west-1", "eu-west-2");
    }

    @Test
    void read_executionRole_needsNothingElse() {
        assertThat(read("{\"type\": \"executionRole\"}").credentials()).isEqualTo(new ExecutionRole());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KEY                                         | type: is required: one of accessKey, assumeRole,"
                        + " executionRole. Add the field.",
                "\"type\": \"AccessKey\", KEY                | type: expected one of accessKey, assumeRole,"
                        + " executionRole",
                "\"type\": \"accessKey\"                     | accessKeyId: is required: 16 to 128 letters, digits or"
                        + " underscores.",
                "\"type\": \"accessKey\", \"accessKeyId\": \"AKIAEXAMPLEEXAMPLE00\" | secretAccessKey: is required: 16"
                        + " to 256 printable characters without spaces.",
                "\"type\": \"accessKey\", KEY, \"sessionToken\": \"\" | sessionToken: expected 16 to 8192 printable"
                        + " characters without spaces, but got an empty string.",
                "\"type\": \"accessKey\", KEY, ROLE          | roleArn: is not a field of a connection of type"
                        + " accessKey. It takes accessKeyId, allowedRegions, region, secretAccessKey, sessionToken, type.",
                "\"type\": \"assumeRole\", KEY               | roleArn: is required: the ARN of an IAM role.",
                "\"type\": \"assumeRole\", ROLE              | externalId: is required if no key pair assumes the"
                        + " role.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": 123456789012 | externalId: expected 2 to 1224"
                        + " letters, digits or any of _+=,.@:/-, but got a number.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"accessKeyId\": \"\" | accessKeyId: expected"
                        + " 16 to 128",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"secretAccessKey\": \"secret/secret+secret\""
                        + " | accessKeyId: is required: 16 to 128 letters, digits or underscores.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"accessKeyId\": null, \"secretAccessKey\":"
                        + " null | accessKeyId: expected a value, but got null. Set a value, or omit the field.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"sessionDurationSeconds\": 3601 |"
                        + " sessionDurationSeconds: expected a whole number from 900 to 3600, but got the number 3601.",
                "\"type\": \"assumeRole\", ROLE, KEY, \"sessionDurationSeconds\": 43201 | sessionDurationSeconds:"
                        + " expected a whole number from 900 to 43200",
                "\"type\": \"assumeRole\", ROLE, \"accessKeyId\": \"ASIAEXAMPLEEXAMPLE00\", \"secretAccessKey\":"
                        + " \"secret/secret+secret\" | accessKeyId: expected a long-lived key to assume the role with, but"
                        + " got a temporary one",
                "\"type\": \"accessKey\", \"accessKeyId\": \"ASIAEXAMPLEEXAMPLE00\", \"secretAccessKey\":"
                        + " \"secret/secret+secret\" | sessionToken: is required with a temporary key",
                "\"type\": \"executionRole\", KEY            | accessKeyId: is not a field of a connection of type"
                        + " executionRole. It takes allowedRegions, region, type.",
                "\"type\": \"executionRole\", \"endpoint\": \"http://x\" | endpoint: is not a field of a connection",
                "\"type\": \"executionRole\", \"AKIAEXAMPLEEXAMPLE00\": \"x\" | A member with a hidden name: is"
                        + " not a field",
                "\"type\": \"executionRole\", \"allowedRegions\": [] | allowedRegions: expected a list of 1 to 100"
                        + " different strings",
                "\"type\": \"executionRole\", \"region\": null | region: expected a value, but got null.",
            })
    void read_wrongDocument_namesTheFieldAndTheFix(String members, String message) {
        String json = "{%s}".formatted(members.replace("KEY", KEY).replace("ROLE", ROLE));

        String detail =
                catchThrowableOfType(InvalidRequest.class, () -> read(json)).detail();

        assertThat(detail).startsWith(message).doesNotContain("AKIAEXAMPLE", "secret/secret", "123456789012");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AKIAEXAMPLEEXAMPLE00", "[]", "\uFEFF\uFEFF{}"})
    void read_textThatIsNotAnObject_saysWhatToStore(String text) {
        String detail =
                catchThrowableOfType(InvalidRequest.class, () -> read(text)).detail();

        assertThat(detail)
                .startsWith("The secret: ")
                .endsWith("Store one JSON object.")
                .doesNotContain("AKIA");
    }

    @ParameterizedTest
    @CsvSource({
        "type, The secret: type is given twice. Give it once.",
        "AKIAEXAMPLEEXAMPLE00, The secret: A member with a hidden name is given twice. Give it once."
    })
    void read_repeatedMember_isNamedUnlessItMayBeAKey(String member, String message) {
        String json = "{\"%1$s\": \"accessKey\", \"%1$s\": \"executionRole\"}".formatted(member);

        assertThat(catchThrowableOfType(InvalidRequest.class, () -> read(json)).detail())
                .isEqualTo(message);
    }

    @Test
    void read_byteOrderMark_isIgnored() {
        assertThat(read("\uFEFF{\"type\": \"executionRole\"}").credentials()).isEqualTo(new ExecutionRole());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"3600 | eu-west-1", "900 | eu-west-1,eu-west-2", "43200 | eu-west-1 , eu-west-2,us-east-1"})
    void read_secretFromTheConsoleEditor_acceptsStrings(String seconds, String regions) {
        Connection connection = read("""
            {"type": "assumeRole", %s, %s, "sessionDurationSeconds": "%s", "allowedRegions": "%s"}\
            """.formatted(ROLE, KEY, seconds, regions));

        assertThat(connection.credentials())
                .extracting("session")
                .isEqualTo(Duration.ofSeconds(Long.parseLong(seconds)));
        assertThat(connection.allowedRegions()).isEqualTo(Set.of(regions.split(" *, *")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sessionDurationSeconds | 899       | expected a whole number from 900 to 43200, but got the number"
                        + " 899",
                "sessionDurationSeconds | 43201     | expected a whole number from 900 to 43200, but got the number"
                        + " 43201",
                "sessionDurationSeconds | 1h        | expected a whole number from 900 to 43200, but got a 2-character"
                        + " string",
                "sessionDurationSeconds | 0900      | expected a whole number from 900 to 43200, but got a 4-character"
                        + " string",
                "sessionDurationSeconds | 3600.0    | expected a whole number from 900 to 43200, but got a 6-character"
                        + " string",
                "sessionDurationSeconds | ''        | expected a whole number from 900 to 43200, but got an empty"
                        + " string",
                "allowedRegions         | ''        | [0]: expected a Region's name, but got an empty string",
                "allowedRegions         | a,        | [1]: expected a Region's name, but got an empty string",
                "allowedRegions         | a, b ,a   | [2]: repeats an earlier item",
                "allowedRegions         | EU-WEST-1 | [0]: expected a Region's name, but got a 9-character string",
                "allowedRegions         | a;b       | [0]: expected a Region's name, but got a 3-character string"
            })
    void read_stringsFromTheConsoleEditor_areCheckedLikeTypedValues(String member, String text, String message) {
        String json = "{\"type\": \"assumeRole\", %s, %s, \"%s\": \"%s\"}".formatted(ROLE, KEY, member, text);

        assertThat(catchThrowableOfType(InvalidRequest.class, () -> read(json)).detail())
                .startsWith(member)
                .contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a!b~(c)/", "a!b~(c)/d'e;f:g/", "!/", "{x}/<y>/[z]/"})
    void read_rolePathWithAnyIamCharacter_isAccepted(String path) {
        String arn = "arn:aws:iam::111122223333:role/" + path + "glue";

        Connection connection =
                read("{\"type\": \"assumeRole\", \"roleArn\": \"%s\", \"externalId\": \"x1\"}".formatted(arn));

        assertThat(connection.credentials()).extracting("roleArn").isEqualTo(arn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"glue!", "team/", "a b/glue", "\u00e9/glue", "a\\u007f/glue", "", "/"})
    void read_invalidRole_isRejected(String role) {
        String json =
                "{\"type\": \"assumeRole\", \"roleArn\": \"arn:aws:iam::111122223333:role/%s\", \"externalId\": \"x1\"}"
                        .formatted(role);

        assertThat(catchThrowableOfType(InvalidRequest.class, () -> read(json)).detail())
                .startsWith("roleArn: expected the ARN of an IAM role, but got a");
    }

    @Test
    void toString_anyConnection_masksItsSecrets() {
        Connection connection = read("""
            {"type": "assumeRole", %s, "externalId": "canary-external", "accessKeyId": "AKIAEXAMPLEEXAMPLE00",
             "secretAccessKey": "canary-secret-key"}\
            """.formatted(ROLE));

        assertThat(connection.toString()).doesNotContain("canary").contains("***");
    }

    @Test
    void secret_equalTexts_areEqualAndOthersAreNot() {
        assertThat(new Secret("a1")).isEqualTo(new Secret("a1")).hasSameHashCodeAs(new Secret("a1"));
        assertThat(new Secret("a1")).isNotEqualTo(new Secret("a2")).isNotEqualTo("a1");
        assertThat(new Secret("a1").reveal()).isEqualTo("a1");
    }

    private static Connection read(String json) {
        return ConnectionReader.read(NAME, "version-1", json);
    }
}
