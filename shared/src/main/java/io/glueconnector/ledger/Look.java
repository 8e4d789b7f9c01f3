package io.glueconnector.ledger;

import java.util.Map;

/** What a look at Glue says about a start in doubt. */
public sealed interface Look {

    /** The start took effect. */
    record Found(Map<String, Object> answer, boolean twice) implements Look {}

    /** Nothing of it shows. */
    record NotFound() implements Look {}

    /**
     * The look proves nothing, for the given reason.
     *
     * @param forGood whether no later look proves anything either: what the start began cannot be told from the work of others
     */
    record Unsure(String reason, boolean forGood) implements Look {

        /** A later look may prove something. */
        public Unsure(String reason) {
            this(reason, false);
        }
    }
}
