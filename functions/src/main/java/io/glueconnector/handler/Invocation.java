package io.glueconnector.handler;

import com.amazonaws.services.lambda.runtime.Context;
import io.glueconnector.aws.Deadline;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Caller;
import io.glueconnector.ledger.Starts;
import java.time.Duration;
import java.time.Instant;

/** One invocation of a function: who asks, how long it may take, and its one line in the log. */
final class Invocation {
    private final Context context;
    private final String action;
    private final CallLog log;
    private final Instant started;
    private String connection = "";
    private int replays;
    private int duplicates;
    private int unrecorded;

    Invocation(Context context, String action, CallLog log) {
        this.context = context;
        this.action = action;
        this.log = log;
        this.started = log.now();
    }

    void names(ConnectionName name) {
        connection = name.value();
    }

    /** The action, by its handler's name. */
    String action() {
        return action;
    }

    /** Lambda's own id of the invocation, which no client can set. */
    String requestId() {
        return context.getAwsRequestId();
    }

    /** What the CloudTrail of a role's account shows: the action and the invocation. */
    String sessionName() {
        return "glue-connector-%s-%s".formatted(action, requestId());
    }

    Deadline deadline() {
        return new Deadline(() -> Duration.ofMillis(context.getRemainingTimeInMillis()));
    }

    /** Who asks for a start. */
    Caller caller(ConnectionName name) {
        return new Caller(name, requestId(), () -> Duration.ofMillis(context.getRemainingTimeInMillis()));
    }

    /** Notes for the log how a start ended. */
    void started(Starts.Outcome outcome) {
        replays = outcome.replayed() ? 1 : 0;
        duplicates = outcome.duplicated() ? 1 : 0;
        unrecorded = outcome.recorded() ? 0 : 1;
    }

    void succeeded() {
        log.succeeded(entry());
    }

    void failed(ConnectorException failure) {
        log.failed(entry(), failure);
    }

    private CallLog.Entry entry() {
        return new CallLog.Entry(requestId(), action, connection, started, replays, duplicates, unrecorded);
    }
}
