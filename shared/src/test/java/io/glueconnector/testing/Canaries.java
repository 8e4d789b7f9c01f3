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

/** Texts that must show nowhere: not as they are, not encoded for a URL or in base64, not in pieces of 12 characters. Thread safe. */
public final class Canaries {
    private static final int PIECE = 12;

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Set<String> pieces = ConcurrentHashMap.newKeySet();
    private final Set<String> shortForms = ConcurrentHashMap.newKeySet();

    public Canaries(String... secrets) {
        Arrays.stream(secrets).forEach(this::watch);
    }

    /** Seeks this text too from now on. */
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

    /** How many secrets are sought. */
    public int secrets() {
        return secrets.size();
    }

    /** How many texts are sought: the pieces of every form of every secret. */
    public int count() {
        return pieces.size() + shortForms.size();
    }

    /** The first piece of a secret that the text shows. */
    public Optional<String> firstIn(String text) {
        Stream<String> windows = IntStream.rangeClosed(0, text.length() - PIECE)
                .mapToObj(start -> text.substring(start, start + PIECE))
                .filter(pieces::contains);
        return Stream.concat(windows, shortForms.stream().filter(text::contains))
                .findFirst();
    }

    private static Stream<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        // Base64 looks different by the place at which the secret begins in what was encoded.
        Stream<String> base64 = IntStream.range(0, 3)
                .mapToObj(start -> Arrays.copyOfRange(bytes, Math.min(start, bytes.length), bytes.length))
                .map(Base64.getEncoder().withoutPadding()::encodeToString);
        return Stream.concat(Stream.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8)), base64);
    }
}
