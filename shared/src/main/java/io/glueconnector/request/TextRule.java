package io.glueconnector.request;

import java.util.regex.Pattern;

/**
 * What a text field may hold.
 *
 * @param least the fewest UTF-16 code units, which is how Glue counts characters
 * @param most the most UTF-16 code units
 * @param pattern what the whole text must match
 * @param expectation the rule in words, to follow "expected"
 */
public record TextRule(int least, int most, Pattern pattern, String expectation) {
    private static final Pattern LINE =
            Pattern.compile("[\\t\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]*");
    // Half of a surrogate pair is no character: it cannot be sent as UTF-8.
    private static final Pattern ANY = Pattern.compile("[\\x{0}-\\x{D7FF}\\x{E000}-\\x{10FFFF}]*");

    /** One line without control characters, as Glue's names and ids are. */
    public static TextRule line(int least, int most) {
        return new TextRule(least, most, LINE, "one line of " + least + " to " + most + " characters");
    }

    /** Any text of the given length. */
    public static TextRule text(int least, int most) {
        return new TextRule(least, most, ANY, least + " to " + most + " characters");
    }

    /** Text in a shape of its own, bounded by its pattern. */
    public static TextRule matching(String regex, String expectation) {
        return new TextRule(0, Integer.MAX_VALUE, Pattern.compile(regex), expectation);
    }

    boolean allows(String text) {
        return text.length() >= least
                && text.length() <= most
                && pattern.matcher(text).matches();
    }
}
