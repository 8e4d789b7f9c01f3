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
    void read_temporaryAccessKey_bringsItsToken() {
        Connection connection = read("""
                {"type": "accessKey", "accessKeyId": "ASIAEXAMPLEEXAMPLE00", "secretAccessKey": "secret/secret+secret",
                 "sessionToken": "token-token-token-token"}""");

        assertThat(connection.credentials())
                .isEqualTo(new AccessKey(
                        "ASIAEXAMPLEEXAMPLE00",
                        new Secret("secret/secret+secret"),
                        Optional.of(new Secret("token-token-token-token"))));
    }

    @Test
    void read_assumeRoleWithKeyPair_lastsAnHourUnlessToldOtherwise() {
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
    void read_assumeRoleOnTheOwnRole_hasNoBase() {
        Connection connection = read("""
                {"type": "assumeRole", %s, "externalId": "ext-1", "sessionDurationSeconds": 900,
                 "allowedRegions": ["eu-west-1", "eu-west-2"]}""".formatted(ROLE));

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
                "KEY                                         | type: expected accessKey, assumeRole or executionRole, came nothing.",
                "\"type\": \"AccessKey\", KEY                | type: expected one of accessKey, assumeRole, executionRole",
                "\"type\": \"accessKey\"                     | accessKeyId: expected 16 to 128 letters, digits or underscores, came nothing.",
                "\"type\": \"accessKey\", \"accessKeyId\": \"AKIAEXAMPLEEXAMPLE00\" | secretAccessKey: expected 16 to 256 printable characters without spaces, came nothing.",
                "\"type\": \"accessKey\", KEY, \"sessionToken\": \"\" | sessionToken: expected 16 to 8192 printable characters without spaces, came a text of 0 characters.",
                "\"type\": \"accessKey\", KEY, ROLE          | roleArn: is not a field of a connection of type accessKey. It takes accessKeyId, allowedRegions, region, secretAccessKey, sessionToken, type.",
                "\"type\": \"assumeRole\", KEY               | roleArn: expected the ARN of an IAM role, came nothing.",
                "\"type\": \"assumeRole\", ROLE              | externalId: expected where the role is assumed without a key pair, came nothing.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": 123456789012 | externalId: expected 2 to 1224 letters, digits or any of _+=,.@:/-, came a number.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"accessKeyId\": \"\" | accessKeyId: expected 16 to 128",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"secretAccessKey\": \"secret/secret+secret\" | accessKeyId: expected 16 to 128 letters, digits or underscores, came nothing.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"accessKeyId\": null, \"secretAccessKey\": null | accessKeyId: expected a value, came null. Fill it or leave the member out.",
                "\"type\": \"assumeRole\", ROLE, \"externalId\": \"x1\", \"sessionDurationSeconds\": 3601 | sessionDurationSeconds: expected a whole number from 900 to 3600, came the number 3601.",
                "\"type\": \"assumeRole\", ROLE, KEY, \"sessionDurationSeconds\": 43201 | sessionDurationSeconds: expected a whole number from 900 to 43200",
                "\"type\": \"assumeRole\", ROLE, \"accessKeyId\": \"ASIAEXAMPLEEXAMPLE00\", \"secretAccessKey\": \"secret/secret+secret\" | accessKeyId: expected a long-lived key to assume a role with",
                "\"type\": \"accessKey\", \"accessKeyId\": \"ASIAEXAMPLEEXAMPLE00\", \"secretAccessKey\": \"secret/secret+secret\" | sessionToken: expected with a temporary key",
                "\"type\": \"executionRole\", KEY            | accessKeyId: is not a field of a connection of type executionRole. It takes allowedRegions, region, type.",
                "\"type\": \"executionRole\", \"endpoint\": \"http://x\" | endpoint: is not a field of a connection",
                "\"type\": \"executionRole\", \"AKIAEXAMPLEEXAMPLE00\": \"x\" | A member whose name is not shown: is not a field",
                "\"type\": \"executionRole\", \"allowedRegions\": [] | allowedRegions: expected a list of 1 to 100 different texts",
                "\"type\": \"executionRole\", \"region\": null | region: expected a value, came null.",
            })
    void read_wrongDocument_namesTheFieldAndTheRemedy(String members, String message) {
        String json = "{%s}".formatted(members.replace("KEY", KEY).replace("ROLE", ROLE));

        String detail =
                catchThrowableOfType(InvalidRequest.class, () -> read(json)).detail();

        assertThat(detail).startsWith(message).doesNotContain("AKIAEXAMPLE", "secret/secret", "123456789012");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AKIAEXAMPLEEXAMPLE00", "[]", "{\"type\": \"accessKey\", \"type\": \"executionRole\"}"})
    void read_textThatIsNoObject_saysWhatToStore(String text) {
        String detail =
                catchThrowableOfType(InvalidRequest.class, () -> read(text)).detail();

        assertThat(detail)
                .startsWith("The secret: ")
                .endsWith("Store one JSON object.")
                .doesNotContain("AKIA");
    }

    @Test
    void toString_anyConnection_masksItsSecrets() {
        Connection connection = read("""
                {"type": "assumeRole", %s, "externalId": "canary-external", "accessKeyId": "AKIAEXAMPLEEXAMPLE00",
                 "secretAccessKey": "canary-secret-key"}""".formatted(ROLE));

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
