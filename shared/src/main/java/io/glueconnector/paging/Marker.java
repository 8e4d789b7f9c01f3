package io.glueconnector.paging;

import io.glueconnector.error.InvalidRequest;
import io.glueconnector.request.Digest;
import io.glueconnector.request.TextRule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The connector's paging token: Glue's own token, preceded by a checksum of the token and its scope. For a token from another
 * scope, Glue would return an unclear error or the wrong page.
 *
 * @param scope the action, connection, Region and filter, in this order
 */
public record Marker(List<String> scope) {
    /** The form of a marker. */
    public static final TextRule RULE =
            TextRule.matching("[A-Za-z0-9_-]{1,16384}", "the marker of an earlier response");

    private static final int CHECKSUM_BYTES = 12;

    /** Returns the marker for Glue's token. */
    public String of(String token) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        ByteBuffer marker = ByteBuffer.allocate(CHECKSUM_BYTES + bytes.length);
        marker.put(checksum(bytes)).put(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(marker.array());
    }

    /**
     * Returns Glue's token from a marker.
     *
     * @throws InvalidRequest if the marker was not created for this scope
     */
    public String token(String marker) {
        byte[] bytes = decode(marker);
        if (bytes.length > CHECKSUM_BYTES) {
            String token = new String(bytes, CHECKSUM_BYTES, bytes.length - CHECKSUM_BYTES, StandardCharsets.UTF_8);
            // Compares the whole marker, because base64 and UTF-8 have several encodings of the same content.
            if (of(token).equals(marker)) {
                return token;
            }
        }
        throw foreign();
    }

    private static byte[] decode(String marker) {
        try {
            return Base64.getUrlDecoder().decode(marker);
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
    }

    private static InvalidRequest foreign() {
        return new InvalidRequest(
                "marker: expected a marker that this action returned for the same connection, Region and filter, but"
                        + " got another one. Start again without a marker.");
    }

    private byte[] checksum(byte[] token) {
        return Arrays.copyOf(Digest.over(scope).digest(token), CHECKSUM_BYTES);
    }
}
