package io.glueconnector.handler;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Masks the values of job arguments whose name contains one of the stack's redacted words, whatever its case.
 *
 * <p>Names are compared without hyphens and underscores, so that the word {@code apikey} covers {@code --API_KEY} too.
 */
public final class Redaction {
    private static final String MASK = "***";

    private final Set<String> words;

    public Redaction(Set<String> words) {
        // Every name contains an empty word, such as a lone hyphen leaves.
        this.words = words.stream()
                .map(Redaction::plain)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The arguments with every value masked that must not show. */
    public Map<String, Object> arguments(Map<?, ?> arguments) {
        Map<String, Object> shown = new LinkedHashMap<>();
        arguments.forEach((name, value) -> shown.put(name.toString(), hides(name.toString()) ? MASK : value));
        return shown;
    }

    private boolean hides(String argument) {
        String name = plain(argument);
        return words.stream().anyMatch(name::contains);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }
}
