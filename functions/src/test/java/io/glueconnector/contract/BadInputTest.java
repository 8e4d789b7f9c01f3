package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every action rejects bad input, over HTTP and directly, before any request to Glue or STS. */
class BadInputTest {
    @RegisterExtension
    private static final Functions FUNCTIONS = new Functions();

    private static final List<String> KEYS_IN_REQUEST = List.of(
            "accessKeyId", "secretAccessKey", "sessionToken", "externalId", "roleArn", "SECRETACCESSKEY", "accesskey");
    private static final List<String> NAMES_NO_CONNECTION_HAS =
            List.of("", " ", "a b", "team/a", "../keys", "keys%20", "k\u00e9ys", "x".repeat(65));
    private static final List<String> HOSTILE_REGIONS = List.of(
            "",
            "evil.com",
            "evil.com/",
            "x@attacker.com:443/#",
            "eu-west-1\r\nHost: evil.com",
            "eu-west-1\u0000",
            "eu\u3002west\u30021",
            "s3",
            "s3.us-west-2",
            "us-east-1.vpce",
            "execute-api.us-east-1",
            "null",
            "localhost",
            "127.0.0.1",
            "EU-WEST-1",
            " eu-west-1",
            "eu-west-1 ",
            "us-east-99",
            "xx-evil-1",
            "cn-evil-1",
            "aws-global",
            "fips-us-east-1",
            "arn:aws:glue:eu-west-1",
            "a".repeat(63),
            "a".repeat(5000));

    @AfterEach
    void nothingWasSent() {
        assertThat(FUNCTIONS.glue().requests()).isEmpty();
        assertThat(FUNCTIONS.sts().requests()).isEmpty();
    }

    private static Answer refused(Action action, Door door, String field, Object value, String code) {
        Answer answer = FUNCTIONS.call(action, door, Samples.with(action, field, value));
        assertThat(answer.code()).as("%s: %s", field, value).isEqualTo(code);
        assertThat(answer.body().path("retryable").asBoolean()).isFalse();
        return answer;
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#actionsAndDoors")
    void call_unknownField_isRejectedByName(Action action, Door door) {
        Answer answer = refused(action, door, "nmae", "nightly", "InvalidRequest");

        assertThat(answer.detail()).startsWith("nmae: is not a field of this action. It takes ");
        Samples.of(action).keySet().forEach(field -> assertThat(answer.detail()).contains(field));
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#actionsAndDoors")
    void call_keysInTheRequest_areRejectedWithAdvice(Action action, Door door) {
        for (String field : KEYS_IN_REQUEST) {
            String canary = Connections.secret("request/" + field);
            FUNCTIONS.canaries().watch(canary);

            Answer answer = refused(action, door, field, canary, "InvalidRequest");

            assertThat(answer.detail()).startsWith(field + ":").contains("Store them in the connection's secret");
        }
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#actionsAndDoors")
    void call_hostileRegion_isRejected(Action action, Door door) {
        for (String region : HOSTILE_REGIONS) {
            Answer answer = refused(action, door, "region", region, "InvalidRequest");

            assertThat(answer.detail()).startsWith("region: expected ");
            assertThat(answer.detail()).doesNotContain("evil.com", "attacker", "\r", "\n", "\u0000");
        }
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#typedActionsAndDoors")
    void call_regionOfAnotherType_isRejected(Action action, Door door) {
        for (Object region : List.of(1, true, List.of("eu-west-1"), Map.of("name", "eu-west-1"))) {
            refused(action, door, "region", region, "InvalidRequest");
        }
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#typedActionsAndDoors")
    void call_nullRegion_isRejectedByName(Action action, Door door) {
        assertThat(refused(action, door, "region", null, "InvalidRequest").detail())
                .isEqualTo("region: expected a value, but got null. Set a value, or omit the field.");
    }

    // Over HTTP the connection is in the path, which cannot hold null.
    @ParameterizedTest
    @EnumSource
    void call_nullConnection_isRejectedByName(Action action) {
        assertThat(refused(action, Door.DIRECT, "connection", null, "InvalidRequest")
                        .detail())
                .isEqualTo("connection: expected a value, but got null. Set a value, or omit the field.");
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#actionsAndDoors")
    void call_unknownField_listsTheFieldsOfThisDoor(Action action, Door door) {
        String detail =
                refused(action, door, "nmae", "nightly", "InvalidRequest").detail();

        boolean starts = action.title().startsWith("Start");
        boolean lists = Listings.ALL.contains(action);
        assertThat(detail.matches(".*\\bexecution\\b.*")).isEqualTo(starts && door == Door.DIRECT);
        assertThat(detail.contains("(the header Idempotency-Key)")).isEqualTo(starts && door == Door.HTTP);
        assertThat(detail.matches(".*\\btag\\b.*")).isEqualTo(lists && door == Door.HTTP);
        assertThat(detail.matches(".*\\btags\\b.*")).isEqualTo(lists && door == Door.DIRECT);
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#typedActionsAndDoors")
    void call_unprintableFieldName_isRejectedInReadableForm(Action action, Door door) {
        assertThat(refused(action, door, "", 1, "InvalidRequest").detail())
                .startsWith("(an empty name): is not a field of this action.");
        assertThat(refused(action, door, "na\u0000me", 1, "InvalidRequest").detail())
                .startsWith("na\\u0000me: is not a field of this action.");
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#actionsAndDoors")
    void call_invalidConnectionName_isRejected(Action action, Door door) {
        for (String name : NAMES_NO_CONNECTION_HAS) {
            Answer answer = refused(action, door, "connection", name, "InvalidRequest");

            assertThat(answer.detail()).startsWith("connection: expected 1 to 64 letters");
        }
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#glueActionsAndDoors")
    void call_missingConnection_isNotFound(Action action, Door door) {
        Answer answer = refused(action, door, "connection", "nobody", "ConnectionNotFound");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.detail()).contains("glue-connector/nobody").contains("Create it");
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#glueActionsAndDoors")
    void call_noConnection_usesTheDefault(Action action, Door door) {
        Answer answer = FUNCTIONS.call(action, door, Samples.of(action));

        assertThat(answer.code()).isEqualTo("ConnectionNotFound");
        assertThat(answer.detail()).contains("glue-connector/default");
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#requiredFields")
    void call_withoutRequiredField_namesIt(Action action, Door door, String field) {
        Map<String, Object> fields = Samples.with(action, "region", Functions.REGION);
        fields.remove(field);

        Answer answer = FUNCTIONS.call(action, door, fields);

        assertThat(answer.code()).isEqualTo("InvalidRequest");
        assertThat(answer.detail()).startsWith(field + ": is required: ");
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#namedActionsAndDoors")
    void call_arnAsName_isRejectedAsAnArn(Action action, Door door) {
        Answer answer =
                refused(action, door, "name", "arn:aws:glue:eu-west-1:000000000000:job:nightly", "InvalidRequest");

        assertThat(answer.detail()).startsWith("name: expected a name, but got an ARN");
    }

    @ParameterizedTest
    @MethodSource("io.glueconnector.contract.Ways#namedActionsAndDoors")
    void call_invalidName_isRejected(Action action, Door door) {
        for (String name : List.of("", "two\nlines", "nul\u0000", "n".repeat(256))) {
            Answer answer = refused(action, door, "name", name, "InvalidRequest");

            assertThat(answer.detail()).startsWith("name: expected one line of 1 to 255 characters, but got a");
        }
        for (String name : List.of("two\nlines", "nul\u0000")) {
            assertThat(refused(action, door, "name", name, "InvalidRequest").detail())
                    .contains("but got a string with a control character (U+00");
        }
    }
}
