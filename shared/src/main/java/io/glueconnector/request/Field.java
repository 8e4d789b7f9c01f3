package io.glueconnector.request;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One value of a request: typed by JSON, or bare text that the reader converts.
 *
 * @param name the name of the field as the caller spells it
 */
record Field(String name, Object value, boolean bare) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,9})");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?Z");
    private static final String A_TIME = "a time in UTC, such as 2026-01-31T03:00:00Z";
    private static final Pattern COMMA = Pattern.compile(" *, *");
    private static final int LONGEST_SHOWN = 20;

    Field spelled(String spelling) {
        return new Field(spelling, value, bare);
    }

    String text(TextRule rule) {
        if (value instanceof String text) {
            if (rule.allows(text)) {
                return text;
            }
            throw wrong(rule.expectation(), rule.strangeCharacter(text).orElseGet(this::kind));
        }
        throw wrong(rule.expectation(), kind());
    }

    String choice(List<String> words) {
        if (value instanceof String text && words.contains(text)) {
            return text;
        }
        throw wrong("one of " + String.join(", ", words), kind());
    }

    Instant time() {
        if (value instanceof String text && TIME.matcher(text).matches()) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw wrong(A_TIME, "a day or time that does not exist");
            }
        }
        throw wrong(A_TIME, kind());
    }

    int integer(int least, int most) {
        return number().filter(number -> number instanceof Long whole && whole >= least && whole <= most)
                .map(Number::intValue)
                .orElseThrow(() -> wrong("a whole number from %d to %d".formatted(least, most), numberOrKind()));
    }

    double positiveNumber(int most) {
        return number().map(Number::doubleValue)
                .filter(number -> number > 0 && number <= most)
                .orElseThrow(() -> wrong("a number above 0 and up to " + most, numberOrKind()));
    }

    boolean flag() {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (bare && (value.equals("true") || value.equals("false"))) {
            return value.equals("true");
        }
        throw wrong("true or false", kind());
    }

    Map<String, String> textMap(int mostEntries, TextRule keys, TextRule values) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong("an object with at most %d members".formatted(mostEntries), kind());
        }
        if (map.size() > mostEntries) {
            throw wrong("at most %d members".formatted(mostEntries), Integer.toString(map.size()));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, entry) -> texts.put(
                part(" (a member's name)", key).text(keys),
                part("." + FieldNames.printable((String) key), entry).text(values)));
        return texts;
    }

    List<String> textList(int mostItems, TextRule items) {
        List<?> list = list().filter(given -> !given.isEmpty() && given.size() <= mostItems)
                .orElseThrow(() -> wrong(differentStrings(mostItems), kind()));
        Set<String> texts = new LinkedHashSet<>();
        for (Object given : list) {
            Field item = part("[%d]".formatted(texts.size()), given);
            if (!texts.add(item.text(items))) {
                throw new InvalidRequest("%s: repeats an earlier item. List each item once.".formatted(item.name()));
            }
        }
        return List.copyOf(texts);
    }

    static String differentStrings(int most) {
        return "a list of 1 to %d different strings".formatted(most);
    }

    /** Returns the text parsed as a JSON object. */
    Map<String, Object> json() {
        try {
            return Json.parseObject((String) value);
        } catch (MalformedJson e) {
            throw new InvalidRequest(
                    "%s: expected a string that holds a JSON object, but got something else: %s. Correct its JSON."
                            .formatted(name, e.getMessage()));
        }
    }

    private Field part(String suffix, Object part) {
        return new Field(name + suffix, part, false);
    }

    // Bare text counts as a number if it is a plain whole number.
    private Optional<Number> number() {
        if (bare && WHOLE_NUMBER.matcher((String) value).matches()) {
            return Optional.of(Long.valueOf((String) value));
        }
        return value instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    // Bare text is split at commas.
    private Optional<List<?>> list() {
        if (bare) {
            return Optional.of(List.of(COMMA.split((String) value, -1)));
        }
        return value instanceof List<?> list ? Optional.of(list) : Optional.empty();
    }

    private InvalidRequest wrong(String expectation, String given) {
        return new InvalidRequest(
                "%s: expected %s, but got %s. Correct the field.".formatted(name, expectation, given));
    }

    // A message may show a number but never a text, which may be a misplaced secret.
    private String numberOrKind() {
        return number().map(Number::toString)
                .filter(number -> number.length() <= LONGEST_SHOWN)
                .map("the number "::concat)
                .orElseGet(this::kind);
    }

    private String kind() {
        return Kinds.of(value);
    }
}
