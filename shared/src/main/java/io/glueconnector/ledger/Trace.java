package io.glueconnector.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Finds what a start began in Glue. */
public interface Trace {

    /** Whether only one start of the target may be open at a time, because its runs carry no token. */
    boolean leasesName();

    /**
     * Searches Glue for what a start began. It changes nothing and throws nothing; a failed search is inconclusive.
     *
     * @param start the start in doubt, or one with an answer that does not name what it began
     * @param claimed the runs and crawls that another start of this target claims
     */
    SearchResult search(Start start, Set<String> claimed);

    /** Returns the ids that an answer claims for its start if the name is leased. No other start returns them. */
    Set<String> claimedIds(Map<String, Object> answer);

    /**
     * Returns how long the lease lasts after the start. A run that the answer does not claim must begin
     * before any run of the next start, because only the time distinguishes them.
     */
    Duration cooldown(Map<String, Object> answer);
}
