package io.glueconnector.aws;

import io.glueconnector.error.AccessDenied;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.DeadlineExceeded;
import io.glueconnector.error.GlueFailure;
import io.glueconnector.error.InvalidRequest;
import io.glueconnector.error.NotFound;
import io.glueconnector.error.Retry;
import io.glueconnector.error.Throttled;
import io.glueconnector.redaction.UpstreamCode;
import java.time.Duration;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;

/**
 * Translates the failure of a call to CloudWatch Logs into the connector's own exceptions.
 *
 * @param operation the operation, which is also the name of its IAM action
 * @param group the log group
 * @param others translates rejected sessions and failures of STS, which are the same for every service
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html">GetLogEvents: Errors</a>
 */
record LogFailures(String operation, String group, GlueFailures others) {
    private static final Duration THROTTLED = Duration.ofSeconds(5);

    ConnectorException translate(RuntimeException failure) {
        return switch (failure) {
            case CloudWatchLogsException refused -> refused(refused);
            case ApiCallTimeoutException _ ->
                new DeadlineExceeded("CloudWatch Logs did not respond to %s in time. Try again.".formatted(operation));
            case SdkClientException lost
            when !isOfAConnector(lost) ->
                new GlueFailure(
                        "CloudWatch Logs cannot be reached, or its response to %s was lost. Try again."
                                .formatted(operation),
                        Retry.anytime());
            default -> others.translate(failure);
        };
    }

    private static boolean isOfAConnector(SdkClientException failure) {
        return failure.getCause() instanceof ConnectorException;
    }

    private ConnectorException refused(CloudWatchLogsException refused) {
        String code = UpstreamCode.of(refused);
        if (GlueFailures.isSessionRefused(refused) || RetryMode.isSignatureOutOfTime(refused)) {
            return others.translate(refused);
        }
        if (refused.isThrottlingException() || refused.statusCode() == 429) {
            return new Throttled(
                    "CloudWatch Logs is throttling %s. Nothing was done; wait and try again.".formatted(operation),
                    THROTTLED);
        }
        return switch (code) {
            case "ResourceNotFoundException" ->
                new NotFound(
                        "CloudWatch Logs has no log group %s, or not the run's log stream, for connection %s in this Region. The run has written nothing to it, or the log has been deleted."
                                .formatted(group, others.connection()));
            case "AccessDeniedException", "AccessDenied" ->
                new AccessDenied(
                        "Connection %s may not call logs:%s on log group %s. Grant that action to its key or role."
                                .formatted(others.connection(), operation, group));
            // Only the page token comes from the caller.
            case "InvalidParameterException" ->
                new InvalidRequest("marker: has expired. Read the log again, without a marker.");
            case "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "OptInRequired" ->
                others.translate(refused);
            case String _ ->
                new GlueFailure(
                                "CloudWatch Logs failed while handling %s on log group %s. Try again."
                                        .formatted(operation, group),
                                Retry.anytime())
                        .diagnosedAs("CloudWatch Logs: " + UpstreamCode.shown(code));
        };
    }
}
