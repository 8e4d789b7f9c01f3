package io.glueconnector.request;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule for the content of a text field. No rule allows an unpaired surrogate, which UTF-8 cannot encode, or U+FFFD, which
 * decoders substitute for unreadable bytes.
 *
 * @param least the minimum number of Unicode code points, the unit of lengths in service models
 * @param most the maximum number of code points
 * @param oneLine whether only characters of Glue's single-line strings are allowed
 * @param pattern the pattern that the whole text must match
 * @param expectation the rule in words, to follow "expected"
 * @see <a href="https://smithy.io/2.0/spec/constraint-traits.html#length-trait">The length trait</a>
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-common.html">Glue's string patterns</a>
 */
public record TextRule(int least, int most, boolean oneLine, Pattern pattern, String expectation) {
    private static final int REPLACEMENT = 0xFFFD;
    private static final Pattern ANY = Pattern.compile("(?s).*");

    /** Returns a rule for one line without control characters, such as Glue's names and ids. */
    public static TextRule line(int least, int most) {
        return new TextRule(least, most, true, ANY, "one line of " + least + " to " + most + " characters");
    }

    /** Returns a rule for any text of the given length. */
    public static TextRule text(int least, int most) {
        return new TextRule(least, most, false, ANY, least + " to " + most + " characters");
    }

    /** Returns a rule for texts that match a pattern, which also limits their length. */
    public static TextRule matching(String regex, String expectation) {
        return new TextRule(0, Integer.MAX_VALUE, false, Pattern.compile(regex), expectation);
    }

    boolean allows(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= least
                && length <= most
                && strangeCharacter(text).isEmpty()
                && pattern.matcher(text).matches();
    }

    /** Returns the first character that the rule never allows, in words that do not repeat the text. */
    Optional<String> strangeCharacter(String text) {
        return text.codePoints()
                .filter(this::isStrange)
                .mapToObj(point -> "a string with %s (U+%04X)".formatted(kind(point), point))
                .findFirst();
    }

    private boolean isStrange(int point) {
        return isSurrogate(point) || point == REPLACEMENT || (oneLine && (isControl(point) || isNoCharacter(point)));
    }

    private static String kind(int point) {
        if (isSurrogate(point)) {
            return "an unpaired surrogate";
        }
        if (isControl(point)) {
            return "a control character";
        }
        return point == REPLACEMENT ? "a replacement character" : "a noncharacter";
    }

    // The stream joins surrogate pairs, so any remaining surrogate is unpaired.
    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    // Glue's pattern allows U+007F and the control characters above it.
    private static boolean isControl(int point) {
        return point < ' ' && point != '\t';
    }

    private static boolean isNoCharacter(int point) {
        return point == 0xFFFE || point == 0xFFFF;
    }
}
