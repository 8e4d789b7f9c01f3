package io.glueconnector.redaction;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Recognizes the names of secrets. Names are compared in lower case and only by their letters and digits, so
 * {@code --API_KEY} and {@code apiKey} are the same name.
 *
 * <p>A name is secret if it contains one of the parts anywhere, or one of the short words as a separate word. Names on the
 * list of shown names are exceptions. Only whole names match that list, so {@code --partition-key} is shown and
 * {@code --partition-key-secret} is not. The operator's own words take precedence over the list.
 */
final class SecretNames {
    private static final Set<String> PARTS = words(
            "credential", "key", "passcode", "passphrase", "passwd", "password", "pswd", "pwd", "secret", "token");
    /**
     * The former default of the parameter RedactedArguments, which existing stacks keep. Its words are built in now and do
     * not count as added.
     */
    private static final Set<String> FORMER_DEFAULT = words("password", "secret", "token", "key", "credential");

    private static final Set<String> SHORT_WORDS = words(
            "auth",
            "authorization",
            "bearer",
            "cookie",
            "cred",
            "creds",
            "dsn",
            "jwt",
            "oauth",
            "otp",
            "pass",
            "psk",
            "pw",
            "sig",
            "signature");
    private static final Set<String> KINDS_OF_DATA_KEYS = words(
            "alternate",
            "business",
            "candidate",
            "clustering",
            "composite",
            "dedup",
            "dist",
            "distribution",
            "foreign",
            "join",
            "lookup",
            "merge",
            "natural",
            "partition",
            "primary",
            "range",
            "record",
            "shard",
            "sort",
            "surrogate",
            "unique",
            "upsert");
    private static final Set<String> SHOWN = shown();

    private final Set<String> ownParts;

    /** Creates a matcher with the built-in words and the operator's own words, each of which counts as a part. */
    SecretNames(Set<String> ownWords) {
        // A word such as a single hyphen becomes empty, and every name contains an empty word.
        Set<String> added = ownWords.equals(FORMER_DEFAULT) ? Set.of() : ownWords;
        ownParts = added.stream()
                .map(SecretNames::plain)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a value with this name must be hidden. */
    boolean hides(String name) {
        String plain = plain(name);
        if (ownParts.stream().anyMatch(plain::contains)) {
            return true;
        }
        return !SHOWN.contains(plain) && (PARTS.stream().anyMatch(plain::contains) || hasShortWord(name));
    }

    private static boolean hasShortWord(String name) {
        int start = 0;
        for (int at = 1; at <= name.length(); at++) {
            if (at == name.length() || isBorder(name, at)) {
                if (SHORT_WORDS.contains(plain(name.substring(start, at)))) {
                    return true;
                }
                start = at;
            }
        }
        return false;
    }

    // dbPass, db_pass and DBPass each have two words.
    private static boolean isBorder(String name, int at) {
        char before = name.charAt(at - 1);
        char here = name.charAt(at);
        if (!Character.isLetter(before) || !Character.isLetter(here)) {
            return true;
        }
        boolean acronymEnds = Character.isUpperCase(before)
                && Character.isUpperCase(here)
                && at + 1 < name.length()
                && Character.isLowerCase(name.charAt(at + 1));
        return acronymEnds || (Character.isLowerCase(before) && Character.isUpperCase(here));
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.chars().filter(Character::isLetterOrDigit).forEach(letter -> plain.append((char) letter));
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    private static Set<String> shown() {
        Set<String> shown = new HashSet<>(words(
                "donkey",
                "hockey",
                "jockey",
                "keyboard",
                "keyspace",
                "keyspaces",
                "keyword",
                "keywords",
                "monkey",
                "monkeys",
                "tokenization",
                "tokenize",
                "tokenized",
                "tokenizer",
                "tokenizers",
                "turkey",
                "whiskey"));
        for (String ending : words("key", "keys")) {
            KINDS_OF_DATA_KEYS.forEach(kind -> shown.add(kind + ending));
        }
        for (String ending : words("keycolumn", "keycolumns", "keyfield", "keyfields")) {
            shown.add(ending);
            KINDS_OF_DATA_KEYS.forEach(kind -> shown.add(kind + ending));
        }
        return Set.copyOf(shown);
    }

    private static Set<String> words(String... words) {
        return Set.of(words);
    }
}
