package io.glueconnector.completion;

import java.util.regex.Pattern;

/** What Glue's error messages say when not the script or the data was at fault but the moment. */
final class PassingTrouble {
    private static final Pattern WORDS = Pattern.compile(
            "rate exceeded|throttl|internal service|service unavailable|resource unavailable"
                    + "|insufficient|concurrent runs exceeded|temporarily",
            Pattern.CASE_INSENSITIVE);

    private PassingTrouble() {}

    static boolean isIn(String errorMessage) {
        return errorMessage != null && WORDS.matcher(errorMessage).find();
    }
}
