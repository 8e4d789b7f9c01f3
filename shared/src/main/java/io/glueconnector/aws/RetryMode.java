package io.glueconnector.aws;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** Decides which failed requests a client may retry by itself, in at most three attempts. */
enum RetryMode {
    /** Retries whenever it may help: for calls that change nothing, or change nothing more when repeated. */
    FREELY {
        @Override
        RetryStrategy strategy() {
            // Set here, because otherwise AWS_MAX_ATTEMPTS would set it.
            return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(MOST_ATTEMPTS)
                    .retryOnException(RetryMode::isSignatureOutOfTime)
                    .build();
        }
    },

    /**
     * Retries only what definitely had no effect: the request was never sent, was throttled, or was rejected for the time of its
     * signature. Glue has no idempotency token, so a start that is repeated after a lost response runs twice.
     */
    ONLY_WITHOUT_EFFECT {
        @Override
        RetryStrategy strategy() {
            return StandardRetryStrategy.builder()
                    .useClientDefaults(false)
                    .maxAttempts(MOST_ATTEMPTS)
                    .retryOnException(RetryMode::hadNoEffect)
                    .treatAsThrottling(RetryMode::isThrottling)
                    .build();
        }
    };

    private static final int MOST_ATTEMPTS = 3;

    abstract RetryStrategy strategy();

    /** Whether the failed request definitely had no effect. */
    static boolean hadNoEffect(Throwable failure) {
        return isThrottling(failure) || neverLeft(failure) || isSignatureOutOfTime(failure);
    }

    /**
     * Whether AWS rejected the request because of the time of its signature. Each attempt gets a new signature, and the SDK
     * corrects its clock from the response, so a retry helps a function that was frozen between signing and sending.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html">Signature errors</a>
     */
    static boolean isSignatureOutOfTime(Throwable failure) {
        if (!(failure instanceof AwsServiceException refused) || refused.awsErrorDetails() == null) {
            return false;
        }
        AwsErrorDetails details = refused.awsErrorDetails();
        return switch (String.valueOf(details.errorCode())) {
            case "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed" -> true;
            // The same codes also mean a wrong secret key, which a retry does not fix.
            case "InvalidSignatureException", "SignatureDoesNotMatch" ->
                refused.isClockSkewException() || isAboutTheTime(String.valueOf(details.errorMessage()));
            case String _ -> false;
        };
    }

    private static boolean isAboutTheTime(String message) {
        return message.startsWith("Signature expired") || message.startsWith("Signature not yet current");
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
