package io.glueconnector.ledger;

import java.time.Instant;
import java.util.Optional;

/** How a conditional write of a start ended. */
sealed interface WriteResult {

    /** The row is as the writer wants it. */
    record Done() implements WriteResult {}

    /** Another state of the row stood in the way; empty where the row is gone. */
    record Refused(Optional<Start> found) implements WriteResult {}

    /** Another open start of the same target stood in the way, at most until the given time. */
    record Leased(Instant until) implements WriteResult {}
}
