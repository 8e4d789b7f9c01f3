package io.glueconnector.redaction;

import java.util.Locale;
import java.util.Set;

/** Finds the end of a secret's value. */
final class ValueEnd {
    private static final Set<String> SCHEMES =
            Set.of("apikey", "aws4-hmac-sha256", "basic", "bearer", "digest", "negotiate", "token");
    private static final String OPENING = "{[(";
    private static final String CLOSING = "}])>";

    private final Syntax text;
    private final int firstQuote;
    private final int firstApostrophe;

    ValueEnd(Syntax text) {
        this.text = text;
        this.firstQuote = text.text().indexOf('"');
        this.firstApostrophe = text.text().indexOf('\'');
    }

    /** Returns where a quoted text ends, given its opening quote: at its closing quote, or at the end of the text. */
    int ofQuoted(int opening) {
        char quote = text.at(opening);
        Depth depth = Depth.of(backslashesBefore(opening, 0));
        int backslashes = 0;
        for (int at = opening + 1; !text.isEnd(at); at++) {
            if (text.at(at) == '\\') {
                backslashes++;
                continue;
            }
            if (text.at(at) == quote && depth.isClosedBy(backslashes)) {
                if (!isDoubled(at, quote, depth)) {
                    return at - Math.min(backslashes, depth.backslashes());
                }
                at++;
            }
            backslashes = 0;
        }
        return text.length();
    }

    // SQL and CSV double a quote inside quotes.
    private boolean isDoubled(int at, char quote, Depth depth) {
        return depth.backslashes() == 0 && text.at(at + 1) == quote;
    }

    /** Returns where an opening bracket is closed, or the end of the text. Brackets in quotes do not count. */
    int ofBrackets(int opening) {
        int depth = 0;
        for (int at = opening; !text.isEnd(at); at++) {
            if (text.isQuote(at)) {
                at = text.afterBackslashes(ofQuoted(at));
            } else if (text.isOneOf(OPENING, at)) {
                depth++;
            } else if (text.isOneOf(CLOSING, at) && --depth == 0) {
                return at + 1;
            }
        }
        return text.length();
    }

    /** Returns where an unquoted value ends: before the next name or option, or before the quote around name and value. */
    int ofPlain(int start) {
        int at = afterScheme(start);
        while (!text.isEnd(at)) {
            int next = afterDelimiters(at);
            if (next > at) {
                if (isNextPair(next)) {
                    return at;
                }
                at = next;
            } else if (isEnclosingQuote(at, start)) {
                return at - backslashesBefore(at, start);
            } else {
                at++;
            }
        }
        return text.length();
    }

    /** Whether a word is a scheme that precedes a secret, as in the Authorization header. */
    static boolean isScheme(String word) {
        return SCHEMES.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Whether a masked value ends at a position. */
    boolean isBorder(int place) {
        return text.isEnd(place)
                || text.delimiter(place) > 0
                || text.isQuote(place)
                || text.isOneOf(CLOSING + "\\", place);
    }

    // The secret of "Authorization: Bearer abc==" is its second word.
    private int afterScheme(int start) {
        int end = start;
        while (!text.isEnd(end) && text.delimiter(end) == 0 && !text.isQuote(end)) {
            end++;
        }
        if (!text.isSpace(end) || !isScheme(text.text().substring(start, end))) {
            return start;
        }
        return text.afterSpaces(end);
    }

    private int afterDelimiters(int start) {
        int at = start;
        while (text.delimiter(at) > 0) {
            at += text.delimiter(at);
        }
        return at;
    }

    private boolean isNextPair(int start) {
        if (text.startsWith("--", start)) {
            return Character.isLetter(text.at(start + 2));
        }
        int at = start;
        while (text.isQuote(at) || text.isOneOf(OPENING + "\\", at)) {
            at++;
        }
        boolean quoted = at > start && text.isQuote(at - 1);
        int name = at;
        while (text.isOfAName(at) && text.separator(at) == 0) {
            at++;
        }
        if (at == name) {
            return false;
        }
        while (quoted && (text.isQuote(at) || text.at(at) == '\\')) {
            at++;
        }
        int separator = text.afterSpaces(at);
        int value = separator + text.separator(separator);
        return value > separator && (quoted || isValue(value, separator > at));
    }

    // The padding of base64 is not a separator.
    private boolean isValue(int start, boolean spaced) {
        boolean follows = !text.isEnd(text.afterSpaces(start)) && text.at(start) != '=';
        return follows && (spaced || text.at(start - 1) == ':' || text.delimiter(start) == 0);
    }

    private boolean isEnclosingQuote(int at, int start) {
        if (!text.isQuote(at) || !(isBorder(at + 1) || text.at(at + 1) == ':')) {
            return false;
        }
        int first = text.at(at) == '"' ? firstQuote : firstApostrophe;
        return first < start;
    }

    private int backslashesBefore(int place, int from) {
        int at = place;
        while (at > from && text.at(at - 1) == '\\') {
            at--;
        }
        return place - at;
    }

    /**
     * The depth at which a quote is escaped: not at all, or in JSON inside JSON with 1, 3, 7 … backslashes.
     *
     * @param backslashes the number of backslashes before a quote of this depth
     */
    private record Depth(int backslashes) {
        static Depth of(int backslashes) {
            return new Depth(Integer.highestOneBit(backslashes + 1) - 1);
        }

        // A backslash inside the quotes is written as 2, 4, 8 … backslashes. A quote with fewer backslashes than this
        // depth has closes an outer text.
        boolean isClosedBy(int run) {
            return run < backslashes || run % (2 * (backslashes + 1)) == backslashes;
        }
    }
}
