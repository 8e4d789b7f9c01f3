package io.glueconnector.ledger;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.request.Digest;

/**
 * What a start is about.
 *
 * @param action the action, such as StartJobRun
 * @param connection the connection that signs
 * @param region the Region's id
 * @param name the job, crawler or trigger
 */
public record StartTarget(String action, ConnectionName connection, String region, String name) {

    /** The lease that starts of this target share where only one may be open at a time. */
    String leaseId() {
        return "lease:" + Digest.of(action, connection.value(), region, name);
    }
}
