package io.glueconnector.request;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of a request's fields: which ones the action reads, and how the caller's entry point spells them. */
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

    /** Sets the entry point's own name for the field. */
    void spell(String field, String spelling) {
        spellings.put(field, spelling);
    }

    /** Sets the place where the entry point expects the field. */
    void place(String field, String place) {
        places.put(field, place);
    }

    /** Lists a field that the caller can set but the action does not read. */
    void alsoList(String field) {
        listed.add(field);
    }

    /** Hides a field that the caller cannot set. */
    void unlist(String field) {
        unlisted.add(field);
    }

    /** Returns the field's name as the caller spells it. */
    String spelled(String field) {
        return Optional.ofNullable(spellings.get(field)).orElseGet(() -> printable(field));
    }

    /** Returns all fields that the caller can set, in order, each with its place if it has a special one. */
    String listed() {
        return listed.stream()
                .filter(field -> !unlisted.contains(field))
                .map(field -> spelled(field) + (places.containsKey(field) ? " (%s)".formatted(places.get(field)) : ""))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Returns an unknown name with unprintable characters escaped. */
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

    /** Returns a safe form of a name from a document that may hold a key in place of a name. */
    static String harmless(String name) {
        return FIELD_NAME.matcher(name).matches() ? name : "A member with a hidden name";
    }
}
