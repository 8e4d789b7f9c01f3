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
        return fields.choice(FIELD, List.of(LAST.word(), FIRST.word()))
                .map(word -> valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(LAST);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
