package io.glueconnector.ledger;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.OutcomeUnknown;
import java.time.Duration;
import java.util.Map;

/** Something that Glue can start, and can be asked about afterwards. */
public interface Startable {
    /** How long after a start Glue may still begin what was started. */
    Duration BEGINS_WITHIN = Duration.ofSeconds(10);

    /** What is started. */
    StartTarget target();

    /** How it is found again. */
    Trace trace();

    /**
     * Asks Glue to start it, once.
     *
     * @param start the recorded start, whose token the started run should carry where it can
     * @return what the caller is answered
     * @throws OutcomeUnknown if it may have taken effect
     * @throws ConnectorException if it surely had none
     */
    Map<String, Object> start(Start start);
}
