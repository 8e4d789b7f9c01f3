package io.glueconnector.ledger;

import java.time.Instant;
import java.util.Optional;

/** The result of a conditional write of a start. */
sealed interface WriteResult {

    /** The item was written. */
    record Done() implements WriteResult {}

    /** The item is in another state; empty if it no longer exists. */
    record Refused(Optional<Start> found) implements WriteResult {}

    /** Another open start of the same target holds the lease, at most until the given time. */
    record Leased(Instant until) implements WriteResult {}
}
