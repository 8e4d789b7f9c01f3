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

/** Secrets that are known by their value, sought in a text as they are, escaped for JSON and encoded for a URL. */
final class KnownSecrets {
    /** Shorter ones count only where they stand alone: the value {@code 1} must not change {@code 10}. */
    private static final int SHORT = 8;
    /** A longer one is found by its beginning, so that one that Glue has cut is found too, and the search stays cheap. */
    private static final int BEGINNING = 64;

    /** A value of only these characters holds no secret. */
    private static final String NO_SECRET_ALONE = "* \t\r\n=:,;&\"'\\{}[]()<>";

    private final Set<String> secrets = new HashSet<>();

    /** Adds the whole value of an argument. */
    void add(String value) {
        Stream.of(value, value.strip(), value.replace("\\", ""), decoded(value))
                .flatMap(form -> Stream.of(form, encoded(form), escaped(form)))
                .filter(form -> form.chars().anyMatch(letter -> NO_SECRET_ALONE.indexOf(letter) < 0))
                .forEach(secrets::add);
    }

    /**
     * Adds what was masked inside a value. It may be longer than the secret, which cannot be told from what follows it: its first
     * word counts too, or the one after {@code Bearer}; inside brackets each word does.
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

    /** Where the text shows one of them. */
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
