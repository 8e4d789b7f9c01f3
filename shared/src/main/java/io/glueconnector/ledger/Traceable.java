package io.glueconnector.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** What a start began, as it can be found again in Glue. */
public interface Traceable {

    /** Whether only one start of the target may be open at a time, because what it starts carries no token. */
    boolean leasesName();

    /**
     * Looks whether a start took effect. It changes nothing and throws nothing: a failed look proves nothing.
     *
     * @param start the start in doubt, or one whose answer does not name what it began
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
