package io.glueconnector.connection;

import io.glueconnector.connection.Credentials.AccessKey;
import io.glueconnector.connection.Credentials.AssumeRole;
import io.glueconnector.connection.Credentials.ExecutionRole;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import io.glueconnector.request.JsonInput;
import io.glueconnector.request.TextRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a connection from the JSON of its secret, by the rules of api/connection.schema.json. */
final class ConnectionReader {
    private static final TextRule ACCESS_KEY_ID =
            TextRule.matching("[A-Za-z0-9_]{16,128}", "16 to 128 letters, digits or underscores");
    private static final TextRule SECRET_ACCESS_KEY =
            TextRule.matching("[!-~]{16,256}", "16 to 256 printable characters without spaces");
    private static final TextRule SESSION_TOKEN =
            TextRule.matching("[!-~]{16,8192}", "16 to 8192 printable characters without spaces");
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html: a path allows all printable ASCII
    // characters.
    private static final TextRule ROLE_ARN = TextRule.matching(
            "arn:aws[a-z-]{0,16}:iam::[0-9]{12}:role/([!-~]{1,510}/)?[A-Za-z0-9_+=,.@-]{1,64}",
            "the ARN of an IAM role");
    private static final TextRule EXTERNAL_ID =
            TextRule.matching("[A-Za-z0-9_+=,.@:/-]{2,1224}", "2 to 1224 letters, digits or any of _+=,.@:/-");
    private static final TextRule REGION = TextRule.matching("[a-z0-9-]{1,32}", "a Region's name");
    private static final String TEMPORARY = "ASIA";
    private static final int MOST_REGIONS = 100;
    private static final int HOUR = 3600;

    private ConnectionReader() {}

    /**
     * Reads a connection.
     *
     * @throws InvalidRequest naming the wrong field but never its value
     */
    static Connection read(ConnectionName name, String version, String json) {
        Fields fields = new Fields();
        JsonInput.parseSecret("The secret", json).forEach((member, value) -> add(fields, member, value));
        fields.refuseNulls();
        String type = type(fields);
        Credentials credentials = credentials(type, fields);
        Optional<String> region = fields.text("region", REGION);
        Set<String> allowedRegions = Set.copyOf(fields.textList("allowedRegions", MOST_REGIONS, REGION));
        fields.refuseUnread("a connection of type " + type);
        return new Connection(name, version, credentials, region, allowedRegions);
    }

    // The key/value editor of the Secrets Manager console stores every value as a string.
    private static void add(Fields fields, String member, Object value) {
        if (value instanceof String text) {
            fields.addText(member, text);
        } else {
            fields.addTyped(member, value);
        }
    }

    private static String type(Fields fields) {
        return fields.choice("type", List.of("accessKey", "assumeRole", "executionRole"))
                .orElseThrow(() -> new InvalidRequest(
                        "type: is required: one of accessKey, assumeRole, executionRole. Add the field."));
    }

    private static Credentials credentials(String type, Fields fields) {
        return switch (type) {
            case "accessKey" -> accessKey(fields);
            case "assumeRole" -> assumeRole(fields);
            default -> new ExecutionRole();
        };
    }

    private static AccessKey accessKey(Fields fields) {
        String id = fields.requiredText("accessKeyId", ACCESS_KEY_ID);
        Secret key = new Secret(fields.requiredText("secretAccessKey", SECRET_ACCESS_KEY));
        Optional<Secret> token = fields.text("sessionToken", SESSION_TOKEN).map(Secret::new);
        if (id.startsWith(TEMPORARY) && token.isEmpty()) {
            throw new InvalidRequest(
                    "sessionToken: is required with a temporary key (ASIA…). Add it, or use a long-lived key.");
        }
        return new AccessKey(id, key, token);
    }

    private static AccessKey baseKey(Fields fields) {
        String id = fields.requiredText("accessKeyId", ACCESS_KEY_ID);
        if (id.startsWith(TEMPORARY)) {
            throw new InvalidRequest(
                    "accessKeyId: expected a long-lived key to assume the role with, but got a temporary one (ASIA…)."
                            + " Use a key of an IAM user.");
        }
        return new AccessKey(
                id, new Secret(fields.requiredText("secretAccessKey", SECRET_ACCESS_KEY)), Optional.empty());
    }

    private static AssumeRole assumeRole(Fields fields) {
        String roleArn = fields.requiredText("roleArn", ROLE_ARN);
        Optional<Secret> externalId = fields.text("externalId", EXTERNAL_ID).map(Secret::new);
        boolean keyPair = fields.has("accessKeyId") || fields.has("secretAccessKey");
        Optional<AccessKey> base = keyPair ? Optional.of(baseKey(fields)) : Optional.empty();
        if (base.isEmpty() && externalId.isEmpty()) {
            throw new InvalidRequest(
                    "externalId: is required if no key pair assumes the role. Add it, or add a key pair.");
        }
        int longest = keyPair ? 12 * HOUR : HOUR;
        int seconds = fields.integer("sessionDurationSeconds", 900, longest).orElse(HOUR);
        return new AssumeRole(roleArn, base, externalId, Duration.ofSeconds(seconds));
    }
}
