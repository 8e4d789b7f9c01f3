package io.glueconnector.request;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.json.Json;
import io.glueconnector.json.MalformedJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The named fields of one request, read by name and type.
 *
 * <p>Every getter throws {@link InvalidRequest} naming the field, what was expected, what kind of thing came and how to mend
 * it. What nobody read is refused by {@link #refuseUnread()}, so that a misspelt field never passes silently. A JSON
 * {@code null} counts as absent. Not thread safe: one instance serves one request.
 */
public final class Fields {
    private static final TextRule NAME = TextRule.line(1, 255);
    private static final Set<String> SECRETS =
            Set.of("accesskeyid", "secretaccesskey", "sessiontoken", "secretkey", "accesskey", "rolearn", "externalid");

    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z]{1,32}");

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Set<String> read = new LinkedHashSet<>();

    /** The fields of a flat JSON object, such as a direct invocation's input or an HTTP body. */
    public static Fields of(Map<String, Object> object) {
        Fields fields = new Fields();
        object.forEach((name, value) -> fields.add(name, Field.typed(value)));
        return fields;
    }

    /** Adds one field that arrives as bare text, as paths, queries and headers carry it. */
    public void addText(String name, String text) {
        add(name, Field.text(text));
    }

    /** Adds one field that already has its type, such as a list put together from a repeated query parameter. */
    public void addTyped(String name, Object value) {
        add(name, Field.typed(value));
    }

    private void add(String name, Field field) {
        if (fields.putIfAbsent(name, field) != null) {
            throw new InvalidRequest("%s: came twice. Give it once, in the place that the route's documentation names."
                    .formatted(printable(name)));
        }
    }

    /** A required name of a Glue resource: one line of 1 to 255 characters, and not an ARN. */
    public String name(String field) {
        String name = requiredText(field, NAME);
        if (name.startsWith("arn:")) {
            throw new InvalidRequest("%s: expected a name, came an ARN. Use the last part of the ARN, after the slash."
                    .formatted(field));
        }
        return name;
    }

    /** A required text. */
    public String requiredText(String field, TextRule rule) {
        return text(field, rule)
                .orElseThrow(() -> new InvalidRequest(
                        "%s: expected %s, came nothing. Add the field.".formatted(field, rule.expectation())));
    }

    /** An optional text. */
    public Optional<String> text(String field, TextRule rule) {
        return value(field).map(value -> {
            if (value.value() instanceof String text && rule.allows(text)) {
                return text;
            }
            throw wrong(field, rule.expectation(), value);
        });
    }

    /** An optional text that is one of a few words. */
    public Optional<String> choice(String field, List<String> words) {
        return value(field).map(value -> {
            if (value.value() instanceof String text && words.contains(text)) {
                return text;
            }
            throw wrong(field, "one of " + String.join(", ", words), value);
        });
    }

    /** An optional whole number within bounds, both included. */
    public Optional<Integer> integer(String field, int least, int most) {
        return value(field)
                .map(value -> value.number()
                        .filter(number -> number instanceof Long whole && whole >= least && whole <= most)
                        .map(Number::intValue)
                        .orElseThrow(() ->
                                wrongNumber(field, "a whole number from %d to %d".formatted(least, most), value)));
    }

    /** An optional number above zero, fractions allowed. */
    public Optional<Double> positiveNumber(String field, int most) {
        return value(field)
                .map(value -> value.number()
                        .map(Number::doubleValue)
                        .filter(number -> number > 0 && number <= most)
                        .orElseThrow(() -> wrongNumber(field, "a number above 0 and up to " + most, value)));
    }

    /** An optional true or false. */
    public Optional<Boolean> flag(String field) {
        return value(field).map(value -> value.flag().orElseThrow(() -> wrong(field, "true or false", value)));
    }

    /** An optional map from text to text of at most the given number of entries; empty when absent. */
    public Map<String, String> textMap(String field, int mostEntries, TextRule keys, TextRule values) {
        Optional<Field> value = value(field);
        if (value.isEmpty()) {
            return Map.of();
        }
        if (!(value.get().value() instanceof Map<?, ?> map) || map.size() > mostEntries) {
            throw wrong(field, "an object of at most %d members".formatted(mostEntries), value.get());
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, entry) -> texts.put(
                checked(field + " (a member's name)", keys, key),
                checked(field + "." + printable((String) key), values, entry)));
        return texts;
    }

    /** A required list of texts without repeats, with at least one and at most the given number of items. */
    public List<String> requiredTextList(String field, int mostItems, TextRule items) {
        List<String> list = textList(field, mostItems, items);
        if (list.isEmpty()) {
            throw new InvalidRequest(
                    "%s: expected %s, came nothing. Add the field.".formatted(field, differentTexts(mostItems)));
        }
        return list;
    }

    /** A list like {@link #requiredTextList}; empty when absent. */
    public List<String> textList(String field, int mostItems, TextRule items) {
        Optional<Field> value = value(field);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get().value() instanceof List<?> list) || list.isEmpty() || list.size() > mostItems) {
            throw wrong(field, differentTexts(mostItems), value.get());
        }
        Set<String> texts = new LinkedHashSet<>();
        for (Object item : list) {
            if (!texts.add(checked("%s[%d]".formatted(field, texts.size()), items, item))) {
                throw new InvalidRequest(
                        "%s[%d]: repeats an earlier item. Give each once.".formatted(field, texts.size()));
            }
        }
        return List.copyOf(texts);
    }

    private static String differentTexts(int most) {
        return "a list of 1 to %d different texts".formatted(most);
    }

    /** An optional text that must itself be a JSON object, such as an IAM policy. */
    public Optional<String> jsonText(String field, int least, int most) {
        Optional<String> text = text(field, TextRule.text(least, most));
        text.ifPresent(json -> {
            try {
                Json.parseObject(json);
            } catch (MalformedJson e) {
                throw new InvalidRequest("%s: expected a JSON object as text, came %s. Check its brackets and quotes."
                        .formatted(field, e.getMessage()));
            }
        });
        return text;
    }

    /** The whole request as one text, but for the named fields: equal requests have equal texts. */
    public String fingerprint(String... without) {
        Map<String, Object> rest = new TreeMap<>();
        fields.forEach((name, field) -> rest.put(name, field.value()));
        rest.values().removeIf(Objects::isNull);
        List.of(without).forEach(rest::remove);
        return Json.write(sorted(rest));
    }

    private static Object sorted(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> sorted = new TreeMap<>();
                map.forEach((name, member) -> sorted.put(name.toString(), sorted(member)));
                yield sorted;
            }
            case List<?> list -> list.stream().map(Fields::sorted).toList();
            case null, default -> value;
        };
    }

    /** Whether the request holds the field, without reading it. */
    public boolean has(String field) {
        return fields.containsKey(field) && fields.get(field).value() != null;
    }

    /** Refuses two fields that exclude each other. */
    public void refuseTogether(String field, String other) {
        if (has(field) && has(other)) {
            throw new InvalidRequest("%s: excludes %s. Give one of the two.".formatted(field, other));
        }
    }

    /** Refuses every field that is null, where a field that was begun and left empty must not pass as absent. */
    public void refuseNulls() {
        fields.forEach((name, field) -> {
            if (field.value() == null) {
                throw new InvalidRequest("%s: expected a value, came null. Fill it or leave the member out."
                        .formatted(shownIfName(name)));
            }
        });
    }

    /** Refuses every field that no getter has asked for, by name, and keys of any kind with the place where they belong. */
    public void refuseUnread() {
        firstUnread().ifPresent(name -> {
            if (SECRETS.contains(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]|^aws", ""))) {
                throw new InvalidRequest(
                        "%s: a request never carries credentials. Store them in the connection's secret and name the connection."
                                .formatted(printable(name)));
            }
            throw unknown(printable(name), "this action");
        });
    }

    /**
     * Refuses every field that no getter has asked for, where the fields are not a request's.
     *
     * @param owner what the fields belong to, in words
     */
    public void refuseUnread(String owner) {
        firstUnread().ifPresent(name -> {
            throw unknown(shownIfName(name), owner);
        });
    }

    // A key may stand where a field's name belongs.
    private static String shownIfName(String name) {
        return FIELD_NAME.matcher(name).matches() ? name : "A member whose name is not shown";
    }

    private Optional<String> firstUnread() {
        for (String name : fields.keySet()) {
            if (!read.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private InvalidRequest unknown(String name, String owner) {
        return new InvalidRequest("%s: is not a field of %s. It takes %s."
                .formatted(name, owner, String.join(", ", new TreeSet<>(read))));
    }

    private Optional<Field> value(String field) {
        read.add(field);
        return Optional.ofNullable(fields.get(field)).filter(value -> value.value() != null);
    }

    private static String checked(String field, TextRule rule, Object value) {
        if (value instanceof String text && rule.allows(text)) {
            return text;
        }
        throw wrong(field, rule.expectation(), Field.typed(value));
    }

    private static InvalidRequest wrong(String field, String expectation, Field came) {
        return wrong(field, expectation, came.kind());
    }

    private static InvalidRequest wrongNumber(String field, String expectation, Field came) {
        return wrong(field, expectation, came.numberOrKind());
    }

    private static InvalidRequest wrong(String field, String expectation, String came) {
        return new InvalidRequest("%s: expected %s, came %s. Correct the field.".formatted(field, expectation, came));
    }

    private static String printable(String name) {
        String clean = name.replaceAll("[\\p{Cntrl}]", "?");
        return clean.length() <= 64 ? clean : clean.substring(0, 64) + "…";
    }

    /** The names read so far, sorted; for tests that hold an action's fields against its documentation. */
    public List<String> readNames() {
        return new ArrayList<>(new TreeSet<>(read));
    }
}
