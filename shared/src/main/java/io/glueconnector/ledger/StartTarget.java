package io.glueconnector.ledger;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.request.Digest;

/**
 * The target of a start.
 *
 * @param action the action, such as StartJobRun
 * @param connection the connection that signs the calls
 * @param region the Region's id
 * @param name the job, crawler or trigger
 */
public record StartTarget(String action, ConnectionName connection, String region, String name) {

    /** Returns the id of the lease that starts of this target share if only one may be open at a time. */
    String leaseId() {
        return "lease:" + Digest.of(action, connection.value(), region, name);
    }
}
