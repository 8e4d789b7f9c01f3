package io.glueconnector.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Texts that must never appear, whether plain, URL-encoded, in base64 or in pieces of 12 characters. Thread-safe. */
public final class Canaries {
    private static final int PIECE = 12;

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Set<String> pieces = ConcurrentHashMap.newKeySet();
    private final Set<String> shortForms = ConcurrentHashMap.newKeySet();

    public Canaries(String... secrets) {
        Arrays.stream(secrets).forEach(this::watch);
    }

    /** Adds a text to search for. */
    public void watch(String secret) {
        if (secrets.add(secret)) {
            forms(secret).forEach(this::add);
        }
    }

    private void add(String form) {
        if (form.length() < PIECE) {
            shortForms.add(form);
        }
        for (int start = 0; start + PIECE <= form.length(); start++) {
            pieces.add(form.substring(start, start + PIECE));
        }
    }

    /** Returns the number of secrets to search for. */
    public int secrets() {
        return secrets.size();
    }

    /** Returns the number of texts to search for: the pieces of every form of every secret. */
    public int count() {
        return pieces.size() + shortForms.size();
    }

    /** Returns the first piece of a secret that the text contains. */
    public Optional<String> firstIn(String text) {
        Stream<String> windows = IntStream.rangeClosed(0, text.length() - PIECE)
                .mapToObj(start -> text.substring(start, start + PIECE))
                .filter(pieces::contains);
        return Stream.concat(windows, shortForms.stream().filter(text::contains))
                .findFirst();
    }

    private static Stream<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        // The base64 form depends on the position of the secret in the encoded text.
        Stream<String> base64 = IntStream.range(0, 3)
                .mapToObj(start -> Arrays.copyOfRange(bytes, Math.min(start, bytes.length), bytes.length))
                .map(Base64.getEncoder().withoutPadding()::encodeToString);
        return Stream.concat(Stream.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8)), base64);
    }
}
