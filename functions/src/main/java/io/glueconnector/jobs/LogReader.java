package io.glueconnector.jobs;

import io.glueconnector.aws.Logs;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.NotFound;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;

/**
 * Reads one log of a run from CloudWatch Logs.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html">GetLogEvents</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html">FilterLogEvents</a>
 */
record LogReader(Logs logs, LogPlace place) {
    private static final int MOST_PAGES = 10;
    private static final int EVENTS_OF_A_SEARCH = 100;

    /**
     * Returns the log stream of the run's driver, if the run has one.
     *
     * @throws NotFound if the log group does not exist
     * @throws ConnectorException if it cannot be searched
     */
    Optional<String> stream() {
        if (exists(place.stream())) {
            return Optional.of(place.stream());
        }
        String token = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            FilterLogEventsResponse page = search(token);
            Optional<String> found = driver(page);
            if (found.isPresent() || page.nextToken() == null) {
                return found;
            }
            token = page.nextToken();
        }
        return Optional.empty();
    }

    /**
     * Reads one page.
     *
     * @throws ConnectorException if it cannot be read
     */
    GetLogEventsResponse page(LogCursor at, int most) {
        Logs.Requested<GetLogEventsRequest> request = limit -> GetLogEventsRequest.builder()
                .logGroupName(place.group())
                .logStreamName(at.stream())
                .startTime(place.since(at.stream()))
                .startFromHead(!at.older())
                .nextToken(at.token().isEmpty() ? null : at.token())
                .limit(most)
                .overrideConfiguration(limit)
                .build();
        return logs.call(CloudWatchLogsClient::getLogEvents, request, "GetLogEvents", place.group());
    }

    // Glue adds an ending to the names of some streams, and an unknown part in the middle of others.
    private boolean exists(String stream) {
        try {
            page(LogCursor.TAIL.in(stream), 1);
            return true;
        } catch (NotFound noSuchStream) {
            return false;
        }
    }

    private FilterLogEventsResponse search(String token) {
        Logs.Requested<FilterLogEventsRequest> request = limit -> FilterLogEventsRequest.builder()
                .logGroupName(place.group())
                .logStreamNamePrefix(place.stream())
                .startTime(place.startedOn() == null ? null : place.startedOn().toEpochMilli())
                .limit(EVENTS_OF_A_SEARCH)
                .nextToken(token)
                .overrideConfiguration(limit)
                .build();
        return logs.call(CloudWatchLogsClient::filterLogEvents, request, "FilterLogEvents", place.group());
    }

    private Optional<String> driver(FilterLogEventsResponse page) {
        Set<String> names = new TreeSet<>();
        page.events().forEach(event -> names.add(event.logStreamName()));
        return names.stream()
                .filter(name -> name.contains(place.jobRunId()))
                .min(Comparator.comparing((String name) -> !name.endsWith("-driver"))
                        .thenComparingInt(String::length));
    }
}
