package io.glueconnector.aws;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** Which failed requests a client may send again by itself, three times in all. */
enum Repeat {
    /** Whatever may help: for calls that change nothing, or nothing more the second time. */
    FREELY {
        @Override
        RetryStrategy strategy() {
            // Set here, because AWS_MAX_ATTEMPTS would set it otherwise.
            return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(MOST_ATTEMPTS)
                    .build();
        }
    },

    /**
     * Only what surely had no effect: the request never left, or was refused by throttling. Glue has no idempotency token, so
     * a start that is repeated after a lost answer runs twice.
     */
    ONLY_WITHOUT_EFFECT {
        @Override
        RetryStrategy strategy() {
            return StandardRetryStrategy.builder()
                    .useClientDefaults(false)
                    .maxAttempts(MOST_ATTEMPTS)
                    .retryOnException(Repeat::hadNoEffect)
                    .treatAsThrottling(Repeat::isThrottling)
                    .build();
        }
    };

    private static final int MOST_ATTEMPTS = 3;

    abstract RetryStrategy strategy();

    /** Whether the failed request surely did not happen. */
    static boolean hadNoEffect(Throwable failure) {
        return isThrottling(failure) || neverLeft(failure);
    }

    /** Whether the failed request never reached the service. */
    static boolean neverLeft(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isThrottling(Throwable failure) {
        return failure instanceof SdkServiceException refused && RetryUtils.isThrottlingException(refused);
    }
}
