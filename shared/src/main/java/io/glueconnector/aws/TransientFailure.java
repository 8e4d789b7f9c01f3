package io.glueconnector.aws;

import java.util.regex.Pattern;

/** Words in Glue's error messages that mark a failure as transient. */
public final class TransientFailure {
    private static final Pattern WORDS = Pattern.compile(
            "rate exceeded|throttl|internal service|service unavailable|resource unavailable"
                    + "|insufficient|concurrent runs exceeded|temporarily",
            Pattern.CASE_INSENSITIVE);

    private TransientFailure() {}

    /** Whether a message, which may be null, contains one of these words. */
    public static boolean isIn(String errorMessage) {
        return errorMessage != null && WORDS.matcher(errorMessage).find();
    }
}
