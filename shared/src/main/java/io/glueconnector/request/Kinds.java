package io.glueconnector.request;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Describes JSON values by kind. It never repeats a text or a number, because either may be a misplaced secret. */
final class Kinds {
    // Eight, eleven and eighteen start with a vowel, also as thousands.
    private static final Pattern AFTER_AN = Pattern.compile("8[0-9]*|1[18]([0-9]{3})*");

    private Kinds() {}

    static String of(Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> string(text.codePointCount(0, text.length()));
            case Number _ -> "a number";
            case Boolean flag -> flag.toString();
            case Map<?, ?> map -> "an object with " + counted(map.size(), "member");
            case List<?> list -> "a list of " + counted(list.size(), "item");
            default -> throw new IllegalStateException("not a JSON value: " + value.getClass());
        };
    }

    private static String string(int length) {
        String number = Integer.toString(length);
        String article = AFTER_AN.matcher(number).matches() ? "an" : "a";
        return length == 0 ? "an empty string" : "%s %s-character string".formatted(article, number);
    }

    private static String counted(int count, String noun) {
        return "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }
}
