package io.glueconnector.aws;

import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.utils.Lazy;

/**
 * Signature Version 4 by {@link CrtSigner}, or by the SDK's own signer if the native library cannot be loaded. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/java/api/latest/software/amazon/awssdk/http/auth/spi/signer/HttpSigner.html">HttpSigner</a>
 */
final class CrtAuthScheme implements AwsV4AuthScheme {
    private final Lazy<AwsV4HttpSigner> signer = new Lazy<>(CrtAuthScheme::loadable);

    private static AwsV4HttpSigner loadable() {
        try {
            return new CrtSigner();
        } catch (LinkageError | RuntimeException loggedByTheHttpClient) {
            return AwsV4HttpSigner.create();
        }
    }

    @Override
    public String schemeId() {
        return AwsV4AuthScheme.SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return providers.identityProvider(AwsCredentialsIdentity.class);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return signer.getValue();
    }
}
