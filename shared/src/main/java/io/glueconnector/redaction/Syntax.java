package io.glueconnector.redaction;

/** Classifies the characters of a text. All checks are false for a position outside the text. */
record Syntax(String text) {
    private static final String DELIMITERS = ",;&";
    private static final String NO_PART_OF_A_NAME = "=:,;&?{}()[]<>|#/\\";

    int length() {
        return text.length();
    }

    char at(int place) {
        return place >= 0 && place < text.length() ? text.charAt(place) : '\0';
    }

    boolean isEnd(int place) {
        return place >= text.length();
    }

    boolean isSpace(int place) {
        return Character.isWhitespace(at(place));
    }

    boolean isQuote(int place) {
        return at(place) == '"' || at(place) == '\'';
    }

    boolean isOneOf(String letters, int place) {
        return at(place) != '\0' && letters.indexOf(at(place)) >= 0;
    }

    boolean isOfAName(int place) {
        return at(place) != '\0' && !isSpace(place) && !isQuote(place) && !isOneOf(NO_PART_OF_A_NAME, place);
    }

    /** Returns the length of a separator between name and value at a position, plain or encoded for a URL or JSON; 0 for none. */
    int separator(int place) {
        return isOneOf("=:", place) ? 1 : encoded("3d", "3a", place);
    }

    /** Returns the length of a delimiter between two name-value pairs at a position; 0 for none. */
    int delimiter(int place) {
        return isSpace(place) || isOneOf(DELIMITERS, place) ? 1 : encoded("26", "3b", place);
    }

    boolean startsWith(String prefix, int place) {
        return text.startsWith(prefix, place);
    }

    /** Returns the first position at or after this one without a backslash. */
    int afterBackslashes(int place) {
        int at = place;
        while (at(at) == '\\') {
            at++;
        }
        return at;
    }

    /** Returns the first position at or after this one without whitespace. */
    int afterSpaces(int place) {
        int at = place;
        while (isSpace(at)) {
            at++;
        }
        return at;
    }

    // %3D, %253D for a URL in a URL, and the JSON escape that Gson writes for an equals sign.
    private int encoded(String one, String other, int place) {
        int at = place;
        if (at(at) == '%') {
            at++;
            while (startsWith("25", at)) {
                at += 2;
            }
        } else if (startsWith("\\u00", at)) {
            at += 4;
        }
        boolean found =
                at > place && (text.regionMatches(true, at, one, 0, 2) || text.regionMatches(true, at, other, 0, 2));
        return found ? at + 2 - place : 0;
    }
}
