package io.glueconnector.ledger;

import java.util.Map;

/** What a search in Glue says about a start in doubt. */
public sealed interface SearchResult {

    /** The start took effect. */
    record Found(Map<String, Object> answer, boolean duplicated) implements SearchResult {}

    /** Nothing of it shows. */
    record NotFound() implements SearchResult {}

    /**
     * The search proves nothing, for the given reason.
     *
     * @param permanent whether no later search proves anything either: what the start began cannot be told from the work of others
     */
    record Inconclusive(String reason, boolean permanent) implements SearchResult {

        /** A later search may prove something. */
        public Inconclusive(String reason) {
            this(reason, false);
        }
    }
}
