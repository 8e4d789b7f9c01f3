package io.glueconnector.json;

import java.util.Optional;

/** A text is not the expected JSON. The message says what is wrong and where, and never repeats the text. */
public final class MalformedJson extends Exception {
    private final String repeated;

    MalformedJson(String message) {
        this(message, null);
    }

    MalformedJson(String message, String repeated) {
        super(message, null, false, false);
        this.repeated = repeated;
    }

    /** Returns the path of a repeated member, or nothing for any other error. The path may hold a misplaced secret. */
    public Optional<String> repeatedMember() {
        return Optional.ofNullable(repeated);
    }
}
