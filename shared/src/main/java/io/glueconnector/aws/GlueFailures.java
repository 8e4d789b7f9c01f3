package io.glueconnector.aws;

import io.glueconnector.connection.ConnectionName;
import io.glueconnector.error.AccessDenied;
import io.glueconnector.error.AlreadyRunning;
import io.glueconnector.error.ConcurrentRunsExceeded;
import io.glueconnector.error.Conflict;
import io.glueconnector.error.ConnectionInvalid;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.DeadlineExceeded;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.LimitExceeded;
import io.glueconnector.error.NotFound;
import io.glueconnector.error.OutcomeUnknown;
import io.glueconnector.error.Retry;
import io.glueconnector.error.Throttled;
import io.glueconnector.error.Unavailable;
import io.glueconnector.redaction.UpstreamCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Translates the failure of one call into the connector's own exceptions, by error code and in its own words.
 *
 * <p>The failure of a start that may have taken effect becomes {@link OutcomeUnknown}.
 *
 * @param operation Glue's name for the operation, which is also the name of its IAM action
 * @param subject the resource in words, such as {@code job sales-load}
 * @param refusal explains why Glue rejected the request
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html">Glue exceptions</a>
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/CommonErrors.html">Errors common to all actions</a>
 */
record GlueFailures(String operation, String subject, ConnectionName connection, RetryMode mode, GlueRefusal refusal) {
    private static final Duration SLOT_IS_FREED = Duration.ofSeconds(10);
    private static final Duration THROTTLED = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Set<String> INVALID_INPUT =
            Set.of("InvalidInputException", "ValidationException", "SerializationException");
    private static final Set<String> ACCESS_DENIED = Set.of("AccessDenied", "AccessDeniedException");
    private static final Set<String> SESSION_REFUSED = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidClientTokenId",
            "UnrecognizedClient",
            "UnrecognizedClientException");

    /** Whether the credentials were rejected in a way that fresh ones may fix. */
    static boolean isSessionRefused(RuntimeException failure) {
        return failure instanceof AwsServiceException refused && SESSION_REFUSED.contains(UpstreamCode.of(refused));
    }

    static boolean isAccessDenied(AwsServiceException refused) {
        return ACCESS_DENIED.contains(UpstreamCode.of(refused));
    }

    ConnectorException translate(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectorException known) {
                return known;
            }
        }
        return switch (failure) {
            case AwsServiceException refused
            when RetryMode.isSignatureOutOfTime(refused) ->
                outOfTime().diagnosedAs("AWS: " + UpstreamCode.shown(UpstreamCode.of(refused)));
            case StsException sts -> fromSts(sts).diagnosedAs("STS: " + UpstreamCode.shown(UpstreamCode.of(sts)));
            case AwsServiceException glue -> fromGlue(glue).diagnosedAs(diagnosis(glue));
            case ApiCallTimeoutException _ -> timedOut();
            case SdkException sdk -> fromClient(sdk).diagnosedAs(rootCause(sdk));
            default -> throw failure;
        };
    }

    private String diagnosis(AwsServiceException refused) {
        String facts = "Glue: %s, status %d, request %s"
                .formatted(UpstreamCode.shown(UpstreamCode.of(refused)), refused.statusCode(), requestId(refused));
        return INVALID_INPUT.contains(UpstreamCode.of(refused))
                ? facts + ", reason: " + refusal.forTheLog(message(refused))
                : facts;
    }

    private ConnectorException fromGlue(AwsServiceException refused) {
        if (refused.isThrottlingException() || refused.statusCode() == 429) {
            return new Throttled(
                    "Glue is throttling %s. Nothing was done; wait and try again.".formatted(operation), THROTTLED);
        }
        return switch (UpstreamCode.of(refused)) {
            case String code when INVALID_INPUT.contains(code) -> invalidInput(message(refused));
            case "EntityNotFoundException" ->
                new NotFound("Glue has no %s for connection %s in this Region. Check the name and the Region."
                        .formatted(subject, connection));
            case "ConcurrentRunsExceededException" ->
                new ConcurrentRunsExceeded(
                        "%s has reached its maximum concurrent runs. Wait for a run to end, or raise the maximum."
                                .formatted(busy(message(refused))),
                        SLOT_IS_FREED);
            case "ResourceNumberLimitExceededException" ->
                new LimitExceeded(
                        "The account has reached a Glue quota. Wait, or request a higher quota from AWS.", MINUTE);
            case "CrawlerRunningException" ->
                new AlreadyRunning(
                        "The %s is already running. Wait until it ends, or stop it.".formatted(subject), MINUTE);
            case "CrawlerStoppingException" ->
                new AlreadyRunning("The %s is stopping. Wait until it has stopped.".formatted(subject), SLOT_IS_FREED);
            case "CrawlerNotRunningException" ->
                new Conflict("The %s is not running, so there is nothing to stop.".formatted(subject), SLOT_IS_FREED);
            case "ConcurrentModificationException" ->
                new Conflict("The %s is being changed by another call. Try again.".formatted(subject), THROTTLED);
            case String _ -> deniedOrUnclear(refused);
        };
    }

    private ConnectorException deniedOrUnclear(AwsServiceException refused) {
        return switch (UpstreamCode.of(refused)) {
            case "AccessDeniedException", "AccessDenied" ->
                new AccessDenied("Connection %s may not call glue:%s on %s. Grant that action to its key or role."
                        .formatted(connection, operation, subject));
            case String code
            when isBadSignature(code) ->
                new AccessDenied(
                        "AWS rejected the key pair or session of connection %s. Check that the key is active, the secret is current, and the Region is enabled in the account."
                                .formatted(connection));
            case String _ -> unclear(refused);
        };
    }

    private InvalidRequest invalidInput(String reason) {
        List<String> members = operation.equals("StartJobRun") ? refusal.members(reason) : List.of();
        String about = members.isEmpty() ? "" : "; its message names %s".formatted(String.join(" and ", members));
        return new InvalidRequest(refusal.forTheCaller(operation, reason)
                .orElseGet(() -> "Glue rejected the input of %s for %s%s. Compare the fields with the definition of %s."
                        .formatted(operation, subject, about, subject)));
    }

    // A trigger itself has no concurrency limit; its jobs have one.
    private String busy(String reason) {
        List<String> jobs = refusal.jobs(reason);
        return switch (jobs.size()) {
            case 0 -> "The " + subject;
            case 1 -> "The job %s, which %s starts,".formatted(jobs.getFirst(), subject);
            default -> "One of the jobs %s, which %s starts,".formatted(String.join(", ", jobs), subject);
        };
    }

    private static boolean isBadSignature(String code) {
        return SESSION_REFUSED.contains(code)
                || Set.of(
                                "InvalidSignatureException",
                                "SignatureDoesNotMatch",
                                "IncompleteSignature",
                                "MissingAuthenticationToken",
                                "MissingAuthenticationTokenException",
                                "OptInRequired",
                                "NotAuthorized")
                        .contains(code);
    }

    private ConnectorException unclear(AwsServiceException refused) {
        boolean clientSide = refused.statusCode() >= 400 && refused.statusCode() < 500;
        if (clientSide
                && isGluesOwn(refused)
                && !UpstreamCode.of(refused).contains("Timeout")
                && !UpstreamCode.of(refused).startsWith("Internal")) {
            return new GlueFailure(
                    "Glue rejected %s for %s with an unknown error code: %s."
                            .formatted(operation, subject, UpstreamCode.shown(UpstreamCode.of(refused))),
                    Retry.never());
        }
        return lost("Glue failed while handling %s for %s.".formatted(operation, subject));
    }

    // A start that fails without an AWS error code may have happened: a proxy in between may fail after Glue has acted.
    private boolean isGluesOwn(AwsServiceException refused) {
        boolean coded = refused.awsErrorDetails() != null
                && refused.awsErrorDetails().errorCode() != null
                && UpstreamCode.of(refused).matches("[A-Za-z0-9._-]{0,80}");
        return coded || mode == RetryMode.FREELY;
    }

    private Unavailable outOfTime() {
        return new Unavailable(
                "AWS rejected %s for %s: the time of the signature is too far from AWS's own time. Nothing was done; try again. If this persists, the function's clock is wrong."
                        .formatted(operation, subject),
                THROTTLED);
    }

    private ConnectorException timedOut() {
        if (mode == RetryMode.ONLY_WITHOUT_EFFECT) {
            return lost("Glue did not respond to %s for %s in time.".formatted(operation, subject));
        }
        return new DeadlineExceeded(
                "Glue did not respond to %s for %s in time. Try again.".formatted(operation, subject));
    }

    private ConnectorException fromClient(SdkException failure) {
        if (RetryMode.neverLeft(failure)) {
            return new GlueFailure(
                    "Glue cannot be reached. Nothing was done; try again, or check the function's network.",
                    Retry.anytime());
        }
        return lost("Glue's response to %s for %s was lost or could not be read.".formatted(operation, subject));
    }

    private ConnectorException lost(String what) {
        return switch (mode) {
            case FREELY -> new GlueFailure(what + " Try again.", Retry.anytime());
            case ONLY_WITHOUT_EFFECT ->
                new OutcomeUnknown(
                        what
                                + " It may have taken effect: send the same request with the same idempotency key to find out.",
                        MINUTE);
        };
    }

    private ConnectorException fromSts(StsException refused) {
        return switch (UpstreamCode.of(refused)) {
            case "AccessDenied", "AccessDeniedException" ->
                new AccessDenied(
                        "STS denied sts:AssumeRole for connection %s. Check the role's trust policy: the principal, and the External ID if the policy requires one."
                                .formatted(connection));
            case "RegionDisabledException" ->
                new AccessDenied(
                        "STS is not activated in this Region for the account of connection %s. Enable the Region."
                                .formatted(connection));
            case "ValidationError" ->
                new ConnectionInvalid(
                        "Connection %s: STS rejected its role or session duration. Check roleArn, and check that sessionDurationSeconds is within the role's maximum."
                                .formatted(connection));
            case String code
            when isBadSignature(code) ->
                new AccessDenied(
                        "STS rejected the key pair of connection %s. Check that the key is active and the secret is current."
                                .formatted(connection));
            case String _ ->
                new Unavailable(
                        "STS did not return a session for connection %s. Nothing was done; try again."
                                .formatted(connection),
                        THROTTLED);
        };
    }

    /** Returns Glue's own message, which only {@link GlueRefusal} reads. */
    private static String message(AwsServiceException failure) {
        return failure.awsErrorDetails() == null
                ? ""
                : String.valueOf(failure.awsErrorDetails().errorMessage());
    }

    private static String requestId(AwsServiceException failure) {
        String id = String.valueOf(failure.requestId());
        return id.matches("[A-Za-z0-9-]{0,64}") ? id : "unprintable";
    }

    private static String rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getName();
    }
}
