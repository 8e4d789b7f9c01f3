package io.glueconnector.bench.naive;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.glue.GlueClient;

/** Starts a job run and records it. */
public final class StartJobRun implements RequestHandler<Map<String, String>, Map<String, String>> {
    private static final Duration KEPT = Duration.ofDays(37);

    private final Connections connections = new Connections();
    private final DynamoDbClient dynamoDb = DynamoDbClient.create();
    private final String table = System.getenv("STARTS_TABLE");

    @Override
    public Map<String, String> handleRequest(Map<String, String> event, Context context) {
        GlueClient glue = connections.glue(event);
        String key = event.get("idempotencyKey");
        String token = UUID.randomUUID().toString();
        claim(key, token);
        String run = glue.startJobRun(request ->
                        request.jobName(event.get("name")).arguments(Map.of("--glue-connector-start-token", token)))
                .jobRunId();
        commit(key, token, run);
        return Map.of("jobRunId", run, "replayed", "false", "protected", "true");
    }

    private void claim(String key, String token) {
        dynamoDb.putItem(request -> request.tableName(table)
                .item(Map.of(
                        "startId", AttributeValue.fromS(key),
                        "state", AttributeValue.fromS("STARTING"),
                        "token", AttributeValue.fromS(token),
                        "expiresAt",
                                AttributeValue.fromN(
                                        String.valueOf(Instant.now().plus(KEPT).getEpochSecond()))))
                .conditionExpression("attribute_not_exists(startId)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
    }

    private void commit(String key, String token, String run) {
        dynamoDb.updateItem(request -> request.tableName(table)
                .key(Map.of("startId", AttributeValue.fromS(key)))
                .updateExpression("SET #state = :started, answer = :answer")
                .conditionExpression("#token = :token")
                .expressionAttributeNames(Map.of("#state", "state", "#token", "token"))
                .expressionAttributeValues(Map.of(
                        ":started", AttributeValue.fromS("STARTED"),
                        ":answer", AttributeValue.fromS("{\"jobRunId\":\"" + run + "\"}"),
                        ":token", AttributeValue.fromS(token))));
    }
}
