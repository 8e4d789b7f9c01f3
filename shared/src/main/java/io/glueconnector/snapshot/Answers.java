package io.glueconnector.snapshot;

import io.glueconnector.json.Json;
import java.util.List;
import java.util.Map;

/**
 * What the rehearsed AWS answers. All its names and keys are invented.
 *
 * @param script what it answers for the action at hand
 * @param byKey whether the connection signs with a key, rather than with a role that it assumes
 * @param refusing whether Glue refuses what it is asked
 */
record Answers(Script script, boolean byKey, boolean refusing) {
    /** Where the container endpoint has the function's credentials. */
    static final String CREDENTIALS_PATH = "/credentials";

    private static final String KEY_ID = "AKIAREHEARSED0000000";
    private static final String SECRET_KEY = "rehearsed/rehearsed/rehearsed/rehearsed0";
    private static final String UNTIL = "2099-12-31T23:59:59Z";
    // Its Region is one of the partition that the role is of, whatever the stack's own is.
    private static final String BY_KEY = Json.write(
            Map.of("type", "accessKey", "accessKeyId", KEY_ID, "secretAccessKey", SECRET_KEY, "region", "eu-west-1"));
    private static final String BY_ROLE = Json.write(Map.of(
            "type",
            "assumeRole",
            "accessKeyId",
            KEY_ID,
            "secretAccessKey",
            SECRET_KEY,
            "region",
            "eu-west-1",
            "roleArn",
            "arn:aws:iam::000000000000:role/rehearsed",
            "externalId",
            "rehearsed"));
    private static final String CREDENTIALS = Json.write(
            Map.of("AccessKeyId", KEY_ID, "SecretAccessKey", SECRET_KEY, "Token", "rehearsed", "Expiration", UNTIL));
    private static final String ASSUMED = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><AssumedRoleId>AROAREHEARSED:rehearsed</AssumedRoleId>
            <Arn>arn:aws:sts::000000000000:assumed-role/rehearsed/rehearsed</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
            <SessionToken>rehearsed</SessionToken><Expiration>%s</Expiration></Credentials>
            </AssumeRoleResult></AssumeRoleResponse>""".formatted(KEY_ID, SECRET_KEY, UNTIL);
    private static final String IDENTITY = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:aws:iam::000000000000:user/rehearsed</Arn><UserId>AIDAREHEARSED</UserId><Account>000000000000</Account>
            </GetCallerIdentityResult></GetCallerIdentityResponse>""";

    /** The answer to a request: its status, type and body. */
    record Answer(int status, String type, String body) {}

    Answer to(LoopbackRequest request) {
        String target = request.header("x-amz-target");
        if (refusing && target.startsWith("AWSGlue.")) {
            return new Answer(400, "application/x-amz-json-1.1", "{\"__type\":\"EntityNotFoundException\"}");
        }
        if (script.answers().containsKey(target)) {
            return json(script.answers().get(target));
        }
        if (target.equals("secretsmanager.GetSecretValue")) {
            return json(Json.write(secret()));
        }
        if (target.startsWith("DynamoDB_")) {
            return json("{}");
        }
        return toUntargeted(request);
    }

    private static Answer toUntargeted(LoopbackRequest request) {
        if (request.path().equals(CREDENTIALS_PATH)) {
            return new Answer(200, "application/json", CREDENTIALS);
        }
        if (request.body().contains("Action=AssumeRole&")) {
            return new Answer(200, "text/xml", ASSUMED);
        }
        if (request.body().contains("Action=GetCallerIdentity")) {
            return new Answer(200, "text/xml", IDENTITY);
        }
        return new Answer(400, "application/x-amz-json-1.1", "{\"__type\":\"UnknownOperationException\"}");
    }

    private Map<String, Object> secret() {
        return Map.of(
                "ARN",
                "arn:aws:secretsmanager:eu-west-1:000000000000:secret:rehearsed",
                "Name",
                "rehearsed",
                "VersionId",
                "rehearsed",
                "VersionStages",
                List.of("AWSCURRENT"),
                "CreatedDate",
                1_767_225_600.5,
                "SecretString",
                byKey ? BY_KEY : BY_ROLE);
    }

    private static Answer json(String body) {
        return new Answer(200, "application/x-amz-json-1.1", body);
    }
}
