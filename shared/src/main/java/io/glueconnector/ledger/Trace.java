package io.glueconnector.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** What a start began, as it can be found again in Glue. */
public interface Trace {

    /** Whether only one start of the target may be open at a time, because what it starts carries no token. */
    boolean leasesName();

    /**
     * Searches Glue for what a start began. It changes nothing and throws nothing: a failed search proves nothing.
     *
     * @param start the start in doubt, or one whose answer does not name what it began
     * @param claimed runs and crawls that another start of this target claims
     */
    SearchResult search(Start start, Set<String> claimed);

    /** The ids that an answer claims for its start, where the name is leased; no other start is answered with them. */
    Set<String> claimedIds(Map<String, Object> answer);

    /**
     * How long the name stays taken after the start, where it is leased. What it began and the answer does not claim must lie
     * before what the next start begins, for then time is all that tells them apart.
     */
    Duration cooldown(Map<String, Object> answer);
}
