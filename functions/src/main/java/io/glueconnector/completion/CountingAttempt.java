package io.glueconnector.completion;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Fields;
import java.util.List;
import java.util.Locale;

/** Which attempt decides how a run has ended, where Glue itself repeats a failed one. */
enum CountingAttempt {
    LAST,
    FIRST;

    private static final String FIELD = "attempt";

    /**
     * Reads the field {@code attempt}; the last one counts where it is absent.
     *
     * @throws InvalidRequest if it is neither {@code last} nor {@code first}
     */
    static CountingAttempt read(Fields fields) {
        return valueOf(
                fields.choiceOrFirst(FIELD, List.of(LAST.word(), FIRST.word())).toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
