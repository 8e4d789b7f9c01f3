package io.glueconnector.json;

import java.util.Optional;

/** A text is not the JSON that was expected. The message says what is wrong and where, and never repeats the text. */
public final class MalformedJson extends Exception {
    private final String repeated;

    MalformedJson(String message) {
        this(message, null);
    }

    MalformedJson(String message, String repeated) {
        super(message, null, false, false);
        this.repeated = repeated;
    }

    /** The path of a member that is given twice, or nothing for any other fault; it may hold a misplaced secret. */
    public Optional<String> repeatedMember() {
        return Optional.ofNullable(repeated);
    }
}
