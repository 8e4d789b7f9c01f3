package io.glueconnector.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One value as it came: typed by JSON, or bare text whose type the reader decides. */
record Field(Object value, boolean bare) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,10}");
    private static final int LONGEST_SHOWN = 20;

    static Field typed(Object value) {
        return new Field(value, false);
    }

    static Field text(String value) {
        return new Field(value, true);
    }

    /** The value as a number, if it is one; bare text counts when it is a plain whole number. */
    Optional<Number> number() {
        if (bare && WHOLE_NUMBER.matcher((String) value).matches()) {
            return Optional.of(Long.valueOf((String) value));
        }
        return value instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    /** The value as a flag, if it is one; bare text counts when it is {@code true} or {@code false}. */
    Optional<Boolean> flag() {
        if (bare && (value.equals("true") || value.equals("false"))) {
            return Optional.of(value.equals("true"));
        }
        return value instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    /** What came where a number was expected: a number as it is, a text never repeated. */
    String numberOrKind() {
        return number().map(Number::toString)
                .filter(number -> number.length() <= LONGEST_SHOWN)
                .map("the number "::concat)
                .orElseGet(this::kind);
    }

    /** What came, in words that never repeat a text or a number, since either may be a misplaced secret. */
    String kind() {
        return switch (value) {
            case null -> "null";
            case String text -> "a text of %d characters".formatted(text.length());
            case Number _ -> "a number";
            case Boolean flag -> flag.toString();
            case Map<?, ?> map -> "an object of %d members".formatted(map.size());
            case List<?> list -> "a list of %d items".formatted(list.size());
            default -> throw new IllegalStateException("not a JSON value: " + value.getClass());
        };
    }
}
