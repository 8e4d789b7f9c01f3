package io.glueconnector.ledger;

import io.glueconnector.request.Fields;
import io.glueconnector.request.TextRule;
import java.util.Optional;

/**
 * What a caller says about the start itself.
 *
 * @param idempotencyKey the caller's key, under which the start happens at most once
 * @param fingerprint what tells this request from another under the same key
 */
public record StartRequest(Optional<String> idempotencyKey, String fingerprint) {
    /** What an idempotency key looks like. */
    public static final TextRule KEY = TextRule.line(1, 512);

    private static final String FIELD = "idempotencyKey";

    /**
     * Reads the field {@code idempotencyKey} and takes the fingerprint of all others.
     *
     * @throws io.glueconnector.error.InvalidRequest if the key is not one line of 1 to 512 characters
     */
    public static StartRequest read(Fields fields) {
        return new StartRequest(fields.text(FIELD, KEY), fields.fingerprint(FIELD, "connection", "region"));
    }
}
