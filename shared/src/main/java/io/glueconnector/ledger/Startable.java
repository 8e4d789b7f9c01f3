package io.glueconnector.ledger;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.OutcomeUnknown;
import java.time.Duration;
import java.util.Map;

/** Something that Glue can start and report on afterwards. */
public interface Startable {
    /** The maximum time between a start call and the actual start in Glue. */
    Duration BEGINS_WITHIN = Duration.ofSeconds(10);

    /** Returns the target. */
    StartTarget target();

    /** Returns the trace by which a search finds it again. */
    Trace trace();

    /**
     * Calls Glue once to start it.
     *
     * @param start the recorded start; the started run should carry its token if it can
     * @return the response for the caller
     * @throws OutcomeUnknown if the call may have taken effect
     * @throws ConnectorException if it definitely had no effect
     */
    Map<String, Object> start(Start start);
}
