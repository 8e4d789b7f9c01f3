package io.glueconnector.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** A short name for a sequence of texts: SHA-256 over each text prefixed with its length, so no two sequences collide. */
public final class Digest {
    private Digest() {}

    /** Returns the digest of the texts, encoded with characters that are safe in URLs and filenames. */
    public static String of(String... texts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(over(List.of(texts)).digest());
    }

    /** Returns SHA-256 updated with the texts, so more can be added. */
    public static MessageDigest over(List<String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
