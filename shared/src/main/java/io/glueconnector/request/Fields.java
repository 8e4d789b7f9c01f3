package io.glueconnector.request;

import io.glueconnector.error.InvalidRequest;
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
 * <p>Every getter throws {@link InvalidRequest} naming the field, what was expected, what kind of value was given and how to
 * fix it. {@link #refuseUnread()} refuses what no getter asked for, so that a misspelt field never passes silently. A JSON
 * {@code null} counts as absent. Not thread safe: one instance serves one request.
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

    /** The fields of a flat JSON object, such as a direct invocation's input or an HTTP body. */
    public static Fields of(Map<String, Object> object) {
        Fields fields = new Fields();
        object.forEach(fields::addTyped);
        return fields;
    }

    /** Adds one field that arrives as bare text, as queries carry it. */
    public void addText(String name, String text) {
        add(new Field(name, text, true));
    }

    /** Adds one field that already has its type, such as a list put together from a repeated query parameter. */
    public void addTyped(String name, Object value) {
        add(new Field(name, value, false));
    }

    /** Adds one field that the path carries. */
    public void addSegment(String name, String text) {
        names.place(name, "in the path");
        addText(name, text);
    }

    /** Adds what a header carries. An action that does not read the field ignores it: clients send their headers everywhere. */
    public void addHeader(String name, String header, List<String> values) {
        names.place(name, "the header " + header);
        headers.add(name);
        values.stream().findFirst().ifPresent(value -> addText(name, value));
        if (values.size() > 1) {
            repeatedHeaders.add(name);
        }
    }

    /** Adds a field that no action takes from the caller's door. */
    public void addUnknown(String name) {
        unknown.add(name);
    }

    private void add(Field field) {
        if (fields.putIfAbsent(field.name(), field) != null) {
            throw twice(field.name());
        }
    }

    private InvalidRequest twice(String name) {
        return new InvalidRequest("%s: is given twice. Send it once, where the route's documentation says."
                .formatted(names.spelled(name)));
    }

    /** Messages spell the field as the caller's door does. */
    public void spell(String name, String spelling) {
        names.spell(name, spelling);
    }

    /** Messages list the field, which the caller may give and the action never sees. */
    public void readElsewhere(String name) {
        names.alsoList(name);
    }

    /** Messages do not list the field, which the caller cannot give. */
    public void unlist(String name) {
        names.unlist(name);
    }

    /** The caller's door does not carry the field: given all the same, it is unknown. */
    public void withhold(String name) {
        unlist(name);
        if (fields.remove(name) != null) {
            addUnknown(name);
        }
    }

    /** A required name of a Glue resource: one line of 1 to 255 characters, and not an ARN. */
    public String name(String field) {
        String name = requiredText(field, NAME);
        if (name.startsWith("arn:")) {
            throw new InvalidRequest(
                    "%s: expected a name, but got an ARN. Use the last part of the ARN, after the slash."
                            .formatted(field));
        }
        return name;
    }

    /** A required text. */
    public String requiredText(String field, TextRule rule) {
        return text(field, rule).orElseThrow(() -> missing(field, rule.expectation()));
    }

    /** An optional text. */
    public Optional<String> text(String field, TextRule rule) {
        return value(field).map(value -> fingerprint.add(field, value.text(rule)));
    }

    /** An optional text that is one of a few words. */
    public Optional<String> choice(String field, List<String> words) {
        return value(field).map(value -> fingerprint.add(field, value.choice(words)));
    }

    /** One of a few words: the first one where the field is absent. */
    public String choiceOrFirst(String field, List<String> words) {
        String word = choice(field, words).orElse(words.getFirst());
        fingerprint.leaveOut(field, words.getFirst());
        return word;
    }

    /** An optional whole number within bounds, both included. */
    public Optional<Integer> integer(String field, int least, int most) {
        return value(field).map(value -> fingerprint.add(field, value.integer(least, most)));
    }

    /** An optional number above zero, fractions allowed. */
    public Optional<Double> positiveNumber(String field, int most) {
        return value(field).map(value -> fingerprint.add(field, value.positiveNumber(most)));
    }

    /** An optional true or false. */
    public Optional<Boolean> flag(String field) {
        return value(field).map(value -> fingerprint.add(field, value.flag()));
    }

    /** True or false: the given one where the field is absent. */
    public boolean flag(String field, boolean absent) {
        boolean flag = flag(field).orElse(absent);
        fingerprint.leaveOut(field, absent);
        return flag;
    }

    /** A map from text to text of at most the given number of entries; empty where the field is absent. */
    public Map<String, String> textMap(String field, int mostEntries, TextRule keys, TextRule values) {
        Map<String, String> map = value(field)
                .map(value -> fingerprint.add(field, value.textMap(mostEntries, keys, values)))
                .orElse(Map.of());
        fingerprint.leaveOut(field, Map.of());
        return map;
    }

    /** A required list of texts without repeats, with at least one and at most the given number of items. */
    public List<String> requiredTextList(String field, int mostItems, TextRule items) {
        List<String> list = textList(field, mostItems, items);
        if (list.isEmpty()) {
            throw missing(field, Field.differentStrings(mostItems));
        }
        return list;
    }

    /** A list like {@link #requiredTextList}; empty where the field is absent. */
    public List<String> textList(String field, int mostItems, TextRule items) {
        return value(field)
                .map(value -> fingerprint.add(field, value.textList(mostItems, items)))
                .orElse(List.of());
    }

    /** An optional text that must itself be a JSON object, such as an IAM policy. */
    public Optional<String> jsonText(String field, int least, int most) {
        Optional<String> text = text(field, TextRule.text(least, most));
        value(field).ifPresent(value -> fingerprint.add(field, value.json()));
        return text;
    }

    /**
     * What the request asks for, as one text: equal requests have equal texts, however they are written. To be taken once all
     * fields have been read.
     *
     * @param without the fields that do not count
     * @throws InvalidRequest as {@link #refuseUnread()} does
     */
    public String fingerprint(String... without) {
        refuseUnread();
        return fingerprint.text(List.of(without));
    }

    /** Whether the request holds the field, without reading it. */
    public boolean has(String field) {
        return fields.containsKey(field) && fields.get(field).value() != null;
    }

    /** Refuses two fields that exclude each other. */
    public void refuseTogether(String field, String other) {
        if (has(field) && has(other)) {
            throw new InvalidRequest("%s: cannot be combined with %s. Set one of the two.".formatted(field, other));
        }
    }

    /** Refuses the field if it is null, where null must not pass as absent. */
    public void refuseNull(String field) {
        if (fields.containsKey(field) && !has(field)) {
            throw new InvalidRequest("%s: expected a value, but got null. Set a value, or omit the field."
                    .formatted(FieldNames.harmless(field)));
        }
    }

    /** Refuses every field that is null. */
    public void refuseNulls() {
        fields.keySet().forEach(this::refuseNull);
    }

    /** Refuses every field that no getter has asked for, by name, and keys of any kind with the place where they belong. */
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
     * Refuses every field that no getter has asked for, where the fields are not a request's.
     *
     * @param owner what the fields belong to, in words
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
