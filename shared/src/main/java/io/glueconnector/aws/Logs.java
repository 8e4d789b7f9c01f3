package io.glueconnector.aws;

import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.NotFound;
import java.util.function.BiFunction;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsRequest;

/**
 * Reads CloudWatch Logs on behalf of one call of the connector: signed by its connection, in its Region and within its deadline.
 *
 * @param glue the call's access to Glue
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html">CloudWatch Logs API</a>
 */
public record Logs(Glue glue) {

    /** Builds a request with the time limit of the current call. */
    @FunctionalInterface
    public interface Requested<Q extends CloudWatchLogsRequest> {
        /** Returns the request with the limit. */
        Q within(AwsRequestOverrideConfiguration limit);
    }

    /**
     * Calls an operation that reads one log group.
     *
     * @param name the operation's name, which is also the name of its IAM action
     * @throws NotFound if the group or stream does not exist
     * @throws ConnectorException if the call fails
     */
    public <Q extends CloudWatchLogsRequest, A> A call(
            BiFunction<CloudWatchLogsClient, Q, A> operation, Requested<Q> request, String name, String group) {
        return glue.logs((client, limit) -> operation.apply(client, request.within(limit)), name, group);
    }
}
