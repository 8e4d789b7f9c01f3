package io.glueconnector.aws;

import java.util.regex.Pattern;

/** What Glue's error messages say when not the script or the data was at fault but the moment. */
public final class TransientFailure {
    private static final Pattern WORDS = Pattern.compile(
            "rate exceeded|throttl|internal service|service unavailable|resource unavailable"
                    + "|insufficient|concurrent runs exceeded|temporarily",
            Pattern.CASE_INSENSITIVE);

    private TransientFailure() {}

    public static boolean isIn(String errorMessage) {
        return errorMessage != null && WORDS.matcher(errorMessage).find();
    }
}
