package io.glueconnector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that must never show, found again raw, in base64 or URL-encoded, whole or in any piece of twelve characters.
 * Thread safe.
 */
public final class Canaries {
    private static final int PIECE = 12;

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Set<String> pieces = ConcurrentHashMap.newKeySet();

    /** A text of 40 characters that stands nowhere else: always the same one for the same label. */
    public static String of(String label) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(label.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest).substring(0, 40);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Watches for the secret from now on. */
    public void watch(String secret) {
        if (!secrets.add(secret)) {
            return;
        }
        addPieces(secret);
        addPieces(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        for (int shift = 0; shift < 3; shift++) {
            addBase64(" ".repeat(shift) + secret, shift);
        }
    }

    public int count() {
        return secrets.size();
    }

    /** Fails if any piece of any secret is in the text, telling where but not what. */
    public void assertNoneIn(String what, String text) {
        for (int start = 0; start + PIECE <= text.length(); start++) {
            assertThat(pieces.contains(text.substring(start, start + PIECE)))
                    .as("a secret in %s at character %d of %d", what, start, text.length())
                    .isFalse();
        }
    }

    // Where in the encoded text the secret's own bits begin depends on what stands before it.
    private void addBase64(String shifted, int shift) {
        byte[] bytes = shifted.getBytes(StandardCharsets.UTF_8);
        int first = (shift * 8 + 5) / 6;
        int last = bytes.length * 8 / 6;
        addPieces(Base64.getEncoder().encodeToString(bytes).substring(first, last));
        addPieces(Base64.getUrlEncoder().encodeToString(bytes).substring(first, last));
    }

    private void addPieces(String text) {
        for (int start = 0; start + PIECE <= text.length(); start++) {
            pieces.add(text.substring(start, start + PIECE));
        }
    }
}
