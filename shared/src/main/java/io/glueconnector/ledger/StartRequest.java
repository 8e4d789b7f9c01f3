package io.glueconnector.ledger;

import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.Optional;

/**
 * The part of a request that concerns the start itself.
 *
 * @param idempotencyKey the caller's key, under which the start happens at most once
 * @param execution the ARN of the workflow execution that requests the start, so a later stop of its runs finds this start
 * @param fingerprint distinguishes this request from another one under the same key
 */
public record StartRequest(Optional<String> idempotencyKey, Optional<String> execution, String fingerprint) {
    /** The field in which a workflow names its execution. No other caller uses it. */
    public static final String EXECUTION = "execution";

    private static final String FIELD = "idempotencyKey";
    private static final TextRule ONE_LINE = TextRule.line(1, 512);

    /**
     * Reads the fields {@code idempotencyKey} and {@code execution}, and takes the fingerprint of all others. Call it after all
     * other fields have been read.
     *
     * @throws io.glueconnector.error.InvalidRequest if either is not one line of 1 to 512 characters, or a field is unknown
     */
    public static StartRequest read(Fields fields) {
        Optional<String> key = key(fields);
        Optional<String> execution = fields.text(EXECUTION, ONE_LINE);
        if (execution.isPresent()) {
            fields.unlist(EXECUTION);
        }
        return new StartRequest(key, execution, fields.fingerprint(FIELD, EXECUTION, "connection", "region"));
    }

    /** Reads the optional field {@code idempotencyKey}. */
    public static Optional<String> key(Fields fields) {
        return fields.text(FIELD, ONE_LINE);
    }

    /** Reads the required field {@code idempotencyKey}. */
    public static String requiredKey(Fields fields) {
        return fields.requiredText(FIELD, ONE_LINE);
    }

    /** Whether a workflow sends the request on behalf of its caller. */
    public static boolean isOfWorkflow(Fields fields) {
        return fields.has(EXECUTION);
    }
}
