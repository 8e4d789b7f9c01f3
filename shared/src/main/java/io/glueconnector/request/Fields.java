package io.glueconnector.request;

import io.glueconnector.error.InvalidRequest;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The named fields of one request, read by name and type.
 *
 * <p>Every getter throws {@link InvalidRequest} naming the field, the expected value, the kind of value it got and the fix.
 * {@link #refuseUnread()} rejects fields that no getter read, so a misspelt field never passes silently. A JSON {@code null}
 * counts as absent. Not thread-safe: one instance serves one request.
 */
public final class Fields {
    private static final TextRule NAME = TextRule.line(1, 255);
    private static final Set<String> SECRETS =
            Set.of("accesskeyid", "secretaccesskey", "sessiontoken", "secretkey", "accesskey", "rolearn", "externalid");

    private final FieldNames names = new FieldNames();
    private final Fingerprint fingerprint = new Fingerprint();
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final Set<String> headers = new HashSet<>();
    private final Set<String> repeatedHeaders = new HashSet<>();

    /** Returns the fields of a flat JSON object, such as a direct invocation's input or an HTTP body. */
    public static Fields of(Map<String, Object> object) {
        Fields fields = new Fields();
        object.forEach(fields::addTyped);
        return fields;
    }

    /** Adds a field that arrives as bare text, as in a query. */
    public void addText(String name, String text) {
        add(new Field(name, text, true));
    }

    /** Adds a field that already has its type, such as a list built from a repeated query parameter. */
    public void addTyped(String name, Object value) {
        add(new Field(name, value, false));
    }

    /** Adds a field from the path. */
    public void addSegment(String name, String text) {
        names.place(name, "in the path");
        addText(name, text);
    }

    /** Adds a field from a header. An action that does not read it ignores it, because clients send their headers everywhere. */
    public void addHeader(String name, String header, List<String> values) {
        names.place(name, "the header " + header);
        headers.add(name);
        values.stream().findFirst().ifPresent(value -> addText(name, value));
        if (values.size() > 1) {
            repeatedHeaders.add(name);
        }
    }

    /** Adds a field that no action accepts from the caller's entry point. */
    public void addUnknown(String name) {
        unknown.add(name);
    }

    private void add(Field field) {
        if (fields.putIfAbsent(field.name(), field) != null) {
            throw twice(field.name());
        }
    }

    private InvalidRequest twice(String name) {
        return new InvalidRequest("%s: is given twice. Send it once, in the place that the route's documentation names."
                .formatted(names.spelled(name)));
    }

    /** Makes messages spell the field as the caller's entry point does. */
    public void spell(String name, String spelling) {
        names.spell(name, spelling);
    }

    /** Makes messages list the field, which the caller may set but the action never sees. */
    public void readElsewhere(String name) {
        names.alsoList(name);
    }

    /** Makes messages omit the field, which the caller cannot set. */
    public void unlist(String name) {
        names.unlist(name);
    }

    /** Removes a field that the caller's entry point does not accept. If the caller sets it anyway, it counts as unknown. */
    public void withhold(String name) {
        unlist(name);
        if (fields.remove(name) != null) {
            addUnknown(name);
        }
    }

    /** Reads the required name of a Glue resource: one line of 1 to 255 characters, and not an ARN. */
    public String name(String field) {
        String name = requiredText(field, NAME);
        if (name.startsWith("arn:")) {
            throw new InvalidRequest(
                    "%s: expected a name, but got an ARN. Use the last part of the ARN, after the slash."
                            .formatted(field));
        }
        return name;
    }

    /** Reads a required text. */
    public String requiredText(String field, TextRule rule) {
        return text(field, rule).orElseThrow(() -> missing(field, rule.expectation()));
    }

    /** Reads an optional text. */
    public Optional<String> text(String field, TextRule rule) {
        return value(field).map(value -> fingerprint.add(field, value.text(rule)));
    }

    /** Reads an optional text that must be one of the given words. */
    public Optional<String> choice(String field, List<String> words) {
        return value(field).map(value -> fingerprint.add(field, value.choice(words)));
    }

    /** Reads one of the given words; returns the first one if the field is absent. */
    public String choiceOrFirst(String field, List<String> words) {
        String word = choice(field, words).orElse(words.getFirst());
        fingerprint.leaveOut(field, words.getFirst());
        return word;
    }

    /** Reads an optional time in UTC, to the millisecond at most. */
    public Optional<Instant> time(String field) {
        return value(field).map(value -> fingerprint.add(field, value.time()));
    }

    /** Reads an optional whole number within inclusive bounds. */
    public Optional<Integer> integer(String field, int least, int most) {
        return value(field).map(value -> fingerprint.add(field, value.integer(least, most)));
    }

    /** Reads an optional number above zero, which may have a fraction. */
    public Optional<Double> positiveNumber(String field, int most) {
        return value(field).map(value -> fingerprint.add(field, value.positiveNumber(most)));
    }

    /** Reads an optional true or false. */
    public Optional<Boolean> flag(String field) {
        return value(field).map(value -> fingerprint.add(field, value.flag()));
    }

    /** Reads true or false; returns the given value if the field is absent. */
    public boolean flag(String field, boolean absent) {
        boolean flag = flag(field).orElse(absent);
        fingerprint.leaveOut(field, absent);
        return flag;
    }

    /** Reads a map of texts with at most the given number of entries; returns an empty map if the field is absent. */
    public Map<String, String> textMap(String field, int mostEntries, TextRule keys, TextRule values) {
        Map<String, String> map = value(field)
                .map(value -> fingerprint.add(field, value.textMap(mostEntries, keys, values)))
                .orElse(Map.of());
        fingerprint.leaveOut(field, Map.of());
        return map;
    }

    /** Reads a required list of different texts, with at least one item and at most the given number. */
    public List<String> requiredTextList(String field, int mostItems, TextRule items) {
        List<String> list = textList(field, mostItems, items);
        if (list.isEmpty()) {
            throw missing(field, Field.differentStrings(mostItems));
        }
        return list;
    }

    /** Reads a list like {@link #requiredTextList}; returns an empty list if the field is absent. */
    public List<String> textList(String field, int mostItems, TextRule items) {
        return value(field)
                .map(value -> fingerprint.add(field, value.textList(mostItems, items)))
                .orElse(List.of());
    }

    /** Reads an optional text that must itself be a JSON object, such as an IAM policy. */
    public Optional<String> jsonText(String field, int least, int most) {
        Optional<String> text = text(field, TextRule.text(least, most));
        value(field).ifPresent(value -> fingerprint.add(field, value.json()));
        return text;
    }

    /**
     * Returns the content of the request as one text. Equal requests have equal texts, however they are written. Call it after
     * all fields have been read.
     *
     * @param without the fields that do not count
     * @throws InvalidRequest as {@link #refuseUnread()} does
     */
    public String fingerprint(String... without) {
        refuseUnread();
        return fingerprint.text(List.of(without));
    }

    /** Whether the request has the field. Does not read it. */
    public boolean has(String field) {
        return fields.containsKey(field) && fields.get(field).value() != null;
    }

    /** Rejects two fields that exclude each other. */
    public void refuseTogether(String field, String other) {
        if (has(field) && has(other)) {
            throw new InvalidRequest("%s: cannot be combined with %s. Set one of the two.".formatted(field, other));
        }
    }

    /** Rejects the field if it is null, for fields in which null must not count as absent. */
    public void refuseNull(String field) {
        if (fields.containsKey(field) && !has(field)) {
            throw new InvalidRequest("%s: expected a value, but got null. Set a value, or omit the field."
                    .formatted(FieldNames.harmless(field)));
        }
    }

    /** Rejects every field that is null. */
    public void refuseNulls() {
        fields.keySet().forEach(this::refuseNull);
    }

    /** Rejects every field that no getter has read, by name. For credentials, the message says where they belong. */
    public void refuseUnread() {
        firstUnread().ifPresent(name -> {
            if (SECRETS.contains(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]|^aws", ""))) {
                throw new InvalidRequest(
                        "%s: a request must not contain credentials. Store them in the connection's secret and name the connection."
                                .formatted(FieldNames.printable(name)));
            }
            throw unknown(unknown.contains(name) ? FieldNames.printable(name) : names.spelled(name), "this action");
        });
    }

    /**
     * Rejects every field that no getter has read, for fields that do not come from a request.
     *
     * @param owner the owner of the fields, in words
     */
    public void refuseUnread(String owner) {
        firstUnread().ifPresent(name -> {
            throw unknown(FieldNames.harmless(name), owner);
        });
    }

    private Optional<String> firstUnread() {
        return unknown.stream()
                .findFirst()
                .or(() -> fields.keySet().stream()
                        .filter(name -> !names.isAsked(name) && !headers.contains(name))
                        .findFirst());
    }

    private InvalidRequest unknown(String name, String owner) {
        return new InvalidRequest("%s: is not a field of %s. It takes %s.".formatted(name, owner, names.listed()));
    }

    private InvalidRequest missing(String field, String expectation) {
        return new InvalidRequest("%s: is required: %s. Add the field.".formatted(names.spelled(field), expectation));
    }

    private Optional<Field> value(String field) {
        names.ask(field);
        if (repeatedHeaders.contains(field)) {
            throw twice(field);
        }
        return Optional.ofNullable(fields.get(field))
                .filter(value -> value.value() != null)
                .map(value -> value.spelled(names.spelled(field)));
    }
}
