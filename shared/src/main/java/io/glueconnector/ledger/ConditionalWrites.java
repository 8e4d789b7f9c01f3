package io.glueconnector.ledger;

import io.glueconnector.error.Conflict;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.Internal;
import io.glueconnector.error.Unavailable;
import io.glueconnector.redaction.UpstreamCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Sends conditional writes, single or in a transaction with the lease of the same target, and consistent reads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">TransactWriteItems</a>
 */
final class ConditionalWrites {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int MOST_TRIES = 3;
    private static final String CONDITION_FAILED = "ConditionalCheckFailed";

    private final DynamoDbClient dynamoDb;

    ConditionalWrites(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /**
     * Writes the start's item and, if given, its lease: both or neither.
     *
     * @throws Unavailable if DynamoDB is throttled or unreachable
     */
    WriteResult write(TransactWriteItem row, Optional<TransactWriteItem> lease) {
        return guarded(() -> lease.map(with -> together(row, with, MOST_TRIES)).orElseGet(() -> single(row)));
    }

    /** Reads an item consistently. Returns an empty map if there is none. */
    Map<String, AttributeValue> read(String table, String id) {
        GetItemRequest request = GetItemRequest.builder()
                .tableName(table)
                .key(Rows.key(id))
                .consistentRead(true)
                .build();
        return guarded(() -> dynamoDb.getItem(request).item());
    }

    private WriteResult single(TransactWriteItem row) {
        try {
            if (row.put() != null) {
                dynamoDb.putItem(request(row.put()));
            } else {
                dynamoDb.updateItem(request(row.update()));
            }
            return new WriteResult.Done();
        } catch (ConditionalCheckFailedException e) {
            return refused(e.hasItem() ? e.item() : Map.of());
        }
    }

    // Another transaction holds an item only for milliseconds, about as long as one more request takes.
    private WriteResult together(TransactWriteItem row, TransactWriteItem lease, int tries) {
        try {
            return transact(row, lease);
        } catch (Conflict held) {
            if (tries == 1) {
                throw held;
            }
            return together(row, lease, tries - 1);
        }
    }

    private WriteResult transact(TransactWriteItem row, TransactWriteItem lease) {
        try {
            dynamoDb.transactWriteItems(TransactWriteItemsRequest.builder()
                    .transactItems(row, lease)
                    .build());
            return new WriteResult.Done();
        } catch (TransactionCanceledException e) {
            List<CancellationReason> reasons = e.cancellationReasons();
            if (CONDITION_FAILED.equals(reasons.get(0).code())) {
                return refused(reasons.get(0).item());
            }
            if (CONDITION_FAILED.equals(reasons.get(1).code())) {
                return leased(reasons.get(1).item());
            }
            throw canceled(reasons);
        }
    }

    // AWS's page on TransactWriteItems lists the reasons under TransactionCanceledException. Nothing was written.
    private static ConnectorException canceled(List<CancellationReason> reasons) {
        List<String> codes = reasons.stream()
                .map(reason -> String.valueOf(reason.code()))
                .filter(code -> !code.equals("None"))
                .toList();
        ConnectorException failure = codes.contains("TransactionConflict") ? contended() : unavailable();
        String shown = codes.stream().map(UpstreamCode::shown).collect(Collectors.joining(", "));
        return failure.diagnosedAs("DynamoDB: TransactionCanceledException, " + shown);
    }

    private static WriteResult refused(Map<String, AttributeValue> found) {
        return new WriteResult.Refused(found.isEmpty() ? Optional.empty() : Optional.of(Rows.start(found)));
    }

    private static WriteResult leased(Map<String, AttributeValue> lease) {
        AttributeValue until = lease.get("busyUntil");
        return new WriteResult.Leased(until == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(until.n())));
    }

    private static PutItemRequest request(Put put) {
        return PutItemRequest.builder()
                .tableName(put.tableName())
                .item(put.item())
                .conditionExpression(put.conditionExpression())
                .expressionAttributeNames(put.expressionAttributeNames())
                .expressionAttributeValues(put.expressionAttributeValues())
                .returnValuesOnConditionCheckFailure(put.returnValuesOnConditionCheckFailure())
                .build();
    }

    private static UpdateItemRequest request(Update update) {
        return UpdateItemRequest.builder()
                .tableName(update.tableName())
                .key(update.key())
                .updateExpression(update.updateExpression())
                .conditionExpression(update.conditionExpression())
                .expressionAttributeNames(update.expressionAttributeNames())
                .expressionAttributeValues(update.expressionAttributeValues())
                .returnValuesOnConditionCheckFailure(update.returnValuesOnConditionCheckFailure())
                .build();
    }

    private static <A> A guarded(Supplier<A> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            throw failure(e).diagnosedAs("DynamoDB: " + UpstreamCode.shown(UpstreamCode.of(e)));
        } catch (SdkException e) {
            throw unavailable().diagnosedAs("DynamoDB: " + e.getClass().getSimpleName());
        }
    }

    private static ConnectorException failure(AwsServiceException e) {
        return switch (UpstreamCode.of(e)) {
            case "AccessDeniedException", "ResourceNotFoundException", "ValidationException" ->
                new Internal(
                        "The function's own role cannot use the starts table. Grant dynamodb:GetItem, PutItem and UpdateItem on it in the stack.");
            case "TransactionConflictException", "TransactionInProgressException" -> contended();
            case String _ -> unavailable();
        };
    }

    private static Conflict contended() {
        return new Conflict("Another start of the same name is being recorded. Try again.", SOON);
    }

    private static Unavailable unavailable() {
        return new Unavailable("The starts table cannot be reached. Nothing more was started; try again.", WAIT);
    }
}
