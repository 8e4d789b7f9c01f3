package io.glueconnector.redaction;

/** What the characters of a text may mean; every question about a place outside the text is answered with no. */
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

    /** How many characters at a place separate a name from its value, plain or encoded for a URL or as JSON; 0 for none. */
    int separator(int place) {
        return isOneOf("=:", place) ? 1 : encoded("3d", "3a", place);
    }

    /** How many characters at a place separate one pair of a name and a value from the next; 0 for none. */
    int delimiter(int place) {
        return isSpace(place) || isOneOf(DELIMITERS, place) ? 1 : encoded("26", "3b", place);
    }

    boolean startsWith(String prefix, int place) {
        return text.startsWith(prefix, place);
    }

    /** The first place from this one on that holds no backslash. */
    int afterBackslashes(int place) {
        int at = place;
        while (at(at) == '\\') {
            at++;
        }
        return at;
    }

    /** The first place from this one on that holds no white space. */
    int afterSpaces(int place) {
        int at = place;
        while (isSpace(at)) {
            at++;
        }
        return at;
    }

    // %3D, %253D for a URL in a URL, and the escape of JSON that Gson writes for an equals sign.
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
