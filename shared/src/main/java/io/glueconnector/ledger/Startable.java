package io.glueconnector.ledger;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.OutcomeUnknown;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Something that Glue can start, and can be asked about afterwards. */
public interface Startable {
    /** How long after a start Glue may still begin what was started. */
    Duration BEGINS_WITHIN = Duration.ofSeconds(10);

    /** What is started. */
    Target target();

    /** Whether only one start of the target may be open at a time, because what it starts carries no token. */
    boolean leasesName();

    /**
     * Asks Glue to start it, once.
     *
     * @param start the recorded start, whose token the started run should carry where it can
     * @return what the caller is answered
     * @throws OutcomeUnknown if it may have taken effect
     * @throws ConnectorException if it surely had none
     */
    Map<String, Object> start(Start start);

    /**
     * Looks whether an earlier start took effect. It changes nothing and throws nothing: a failed look proves nothing.
     *
     * @param start the start in doubt
     * @param credited runs and crawls that another start of this target was answered with
     */
    Look look(Start start, Set<String> credited);

    /** The ids of what an answer credits to its start, where the name is leased; nobody else is credited with them. */
    Set<String> credits(Map<String, Object> answer);

    /**
     * How long the name stays taken after the start, where it is leased. What it began and the answer does not credit must lie
     * before what the next start begins, for then time is all that tells them apart.
     */
    Duration rest(Map<String, Object> answer);
}
