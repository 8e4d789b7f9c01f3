package io.glueconnector.ledger;

import java.util.Map;

/** What a look at Glue says about a start in doubt. */
public sealed interface Look {

    /** The start took effect. */
    record Found(Map<String, Object> answer, boolean twice) implements Look {}

    /** Nothing of it shows. */
    record NotFound() implements Look {}

    /** The look proves nothing, for the given reason. */
    record Unsure(String reason) implements Look {}
}
