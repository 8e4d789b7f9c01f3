package io.glueconnector.redaction;

import io.glueconnector.redaction.Redaction.Span;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds secrets with known values in a text, in plain form, escaped for JSON and encoded for a URL. */
final class KnownSecrets {
    /** Shorter secrets match only as whole words: the value {@code 1} must not change {@code 10}. */
    private static final int SHORT = 8;
    /** Longer secrets match by their beginning, so a secret that Glue truncated matches too, and the search stays cheap. */
    private static final int BEGINNING = 64;

    /** A value of only these characters holds no secret. */
    private static final String NO_SECRET_ALONE = "* \t\r\n=:,;&\"'\\{}[]()<>";

    private final Set<String> secrets = new HashSet<>();

    /** Adds an argument's whole value. */
    void add(String value) {
        Stream.of(value, value.strip(), value.replace("\\", ""), decoded(value))
                .flatMap(form -> Stream.of(form, encoded(form), escaped(form)))
                .filter(form -> form.chars().anyMatch(letter -> NO_SECRET_ALONE.indexOf(letter) < 0))
                .forEach(secrets::add);
    }

    /**
     * Adds the masked part of a value. The part may extend beyond the secret, because the end of the secret is unknown. So its
     * first word counts as a secret too, or the word after {@code Bearer}. Inside brackets, each word counts.
     */
    void addPart(String part) {
        add(part);
        List<String> words = Stream.of(part.split("[\\s,;&\"'{}\\[\\]()<>]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if ("{[(".indexOf(part.charAt(0)) >= 0) {
            words.forEach(this::add);
        } else {
            words.stream().dropWhile(ValueEnd::isScheme).findFirst().ifPresent(this::add);
        }
    }

    /** Returns where the text shows one of the secrets. */
    List<Span> in(String text) {
        List<Span> found = new ArrayList<>();
        BitSet hidden = new BitSet(text.length());
        secrets.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(secret -> find(secret, text, hidden, found));
        return found;
    }

    private static void find(String secret, String text, BitSet hidden, List<Span> found) {
        String beginning = secret.substring(0, Math.min(BEGINNING, secret.length()));
        int at = text.indexOf(beginning);
        while (at >= 0) {
            int end = commonEnd(secret, text, at, beginning.length());
            if (secret.length() >= SHORT || standsAlone(text, at, end, hidden)) {
                found.add(new Span(at, end));
                hidden.set(at, end);
                at = text.indexOf(beginning, end);
            } else {
                at = text.indexOf(beginning, at + 1);
            }
        }
    }

    private static int commonEnd(String secret, String text, int at, int known) {
        int length = known;
        while (length < secret.length()
                && at + length < text.length()
                && text.charAt(at + length) == secret.charAt(length)) {
            length++;
        }
        return at + length;
    }

    private static boolean standsAlone(String text, int start, int end, BitSet hidden) {
        return (start == 0 || hidden.get(start - 1) || !isOfAWord(text.charAt(start - 1)))
                && (end == text.length() || hidden.get(end) || !isOfAWord(text.charAt(end)));
    }

    private static boolean isOfAWord(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '_';
    }

    private static String encoded(String secret) {
        return URLEncoder.encode(secret, StandardCharsets.UTF_8);
    }

    private static String decoded(String secret) {
        try {
            return URLDecoder.decode(secret, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return secret;
        }
    }

    private static String escaped(String secret) {
        return secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
