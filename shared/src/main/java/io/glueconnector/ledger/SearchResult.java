package io.glueconnector.ledger;

import java.util.Map;

/** The result of searching Glue for a start in doubt. */
public sealed interface SearchResult {

    /** The start took effect. */
    record Found(Map<String, Object> answer, boolean duplicated) implements SearchResult {}

    /** Glue shows no sign of it. */
    record NotFound() implements SearchResult {}

    /**
     * The search is inconclusive, for the given reason.
     *
     * @param permanent whether later searches are inconclusive too, because its runs look like those of other starts
     */
    record Inconclusive(String reason, boolean permanent) implements SearchResult {

        /** Creates an inconclusive result that is not permanent. */
        public Inconclusive(String reason) {
            this(reason, false);
        }
    }
}
