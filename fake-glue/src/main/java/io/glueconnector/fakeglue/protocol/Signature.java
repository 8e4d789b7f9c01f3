package io.glueconnector.fakeglue.protocol;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The readable part of a Signature Version 4 {@code Authorization} header. The signature itself is not verified.
 *
 * @param accessKeyId the signing access key
 * @param region the Region of the credential scope
 * @param service the service of the credential scope
 */
public record Signature(String accessKeyId, String region, String service) {
    private static final Pattern FORM = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/,\\s]+)/(\\d{8})/([^/,\\s]+)/([^/,\\s]+)/aws4_request,\\s*SignedHeaders=[^,\\s]+,\\s*Signature=[0-9a-f]+");

    /** Reads the header; throws {@link GlueError}, as Glue does, if it is missing or malformed. */
    public static Signature of(Optional<String> authorization) {
        String header = authorization.orElseThrow(
                () -> new GlueError(400, "MissingAuthenticationTokenException", "Missing Authentication Token"));
        Matcher form = FORM.matcher(header);
        if (!form.matches()) {
            throw new GlueError(
                    400, "IncompleteSignatureException", "Authorization header is not a Signature Version 4 header");
        }
        return new Signature(form.group(1), form.group(3), form.group(4));
    }

    /** Returns this signature; throws {@link GlueError}, as AWS does, if it is for another service. */
    public Signature forService(String expected) {
        if (!service.equals(expected)) {
            throw new GlueError(
                    400,
                    "InvalidSignatureException",
                    "Credential should be scoped to correct service: '%s'.".formatted(expected));
        }
        return this;
    }
}
