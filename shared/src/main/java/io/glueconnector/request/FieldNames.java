package io.glueconnector.request;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of a request's fields: which an action asked for, and how its caller's door spells them. */
final class FieldNames {
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z]{1,32}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final int LONGEST_SHOWN = 64;

    private final Set<String> asked = new HashSet<>();
    private final Map<String, String> spellings = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final Set<String> listed = new HashSet<>();
    private final Set<String> unlisted = new HashSet<>();

    void ask(String field) {
        asked.add(field);
        listed.add(field);
    }

    boolean isAsked(String field) {
        return asked.contains(field);
    }

    /** The door has a name of its own for the field. */
    void spell(String field, String spelling) {
        spellings.put(field, spelling);
    }

    /** The door takes the field in a place of its own. */
    void place(String field, String place) {
        places.put(field, place);
    }

    /** The caller can give the field, for which the action does not ask. */
    void alsoList(String field) {
        listed.add(field);
    }

    /** The caller cannot give the field. */
    void unlist(String field) {
        unlisted.add(field);
    }

    /** The field as its caller spells it. */
    String spelled(String field) {
        return Optional.ofNullable(spellings.get(field)).orElseGet(() -> printable(field));
    }

    /** All fields that the caller can give, in order, each with its place if it has one of its own. */
    String listed() {
        return listed.stream()
                .filter(field -> !unlisted.contains(field))
                .map(field -> spelled(field) + (places.containsKey(field) ? " (%s)".formatted(places.get(field)) : ""))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** A name that somebody made up, with all that cannot be printed escaped. */
    static String printable(String name) {
        if (name.isEmpty()) {
            return "(an empty name)";
        }
        int shown = Math.min(name.codePointCount(0, name.length()), LONGEST_SHOWN);
        String start = name.substring(0, name.offsetByCodePoints(0, shown));
        return escaped(start) + (start.length() < name.length() ? "…" : "");
    }

    private static String escaped(String name) {
        return UNPRINTABLE
                .matcher(name)
                .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
    }

    /** A name from a document in which a key may stand where a name belongs. */
    static String harmless(String name) {
        return FIELD_NAME.matcher(name).matches() ? name : "A member with a hidden name";
    }
}
