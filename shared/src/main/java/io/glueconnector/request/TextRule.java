package io.glueconnector.request;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a text field may hold. No rule takes an unpaired surrogate, which UTF-8 cannot carry, or U+FFFD, which decoders put in
 * place of bytes that they cannot read.
 *
 * @param least the fewest Unicode code points, the unit of a service model's lengths
 * @param most the most code points
 * @param oneLine whether only characters of Glue's single-line strings are allowed
 * @param pattern what the whole text must match
 * @param expectation the rule in words, to follow "expected"
 * @see <a href="https://smithy.io/2.0/spec/constraint-traits.html#length-trait">The length trait</a>
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-common.html">Glue's string patterns</a>
 */
public record TextRule(int least, int most, boolean oneLine, Pattern pattern, String expectation) {
    private static final int REPLACEMENT = 0xFFFD;
    private static final Pattern ANY = Pattern.compile("(?s).*");

    /** One line without control characters, as Glue's names and ids are. */
    public static TextRule line(int least, int most) {
        return new TextRule(least, most, true, ANY, "one line of " + least + " to " + most + " characters");
    }

    /** Any text of the given length. */
    public static TextRule text(int least, int most) {
        return new TextRule(least, most, false, ANY, least + " to " + most + " characters");
    }

    /** Text in a shape of its own, bounded by its pattern. */
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

    /** The first character that the rule never takes, in words that do not repeat the text. */
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

    // The stream joins the pairs: what is left is half of one.
    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    // Glue's pattern takes U+007F and the control characters above it.
    private static boolean isControl(int point) {
        return point < ' ' && point != '\t';
    }

    private static boolean isNoCharacter(int point) {
        return point == 0xFFFE || point == 0xFFFF;
    }
}
