package io.glueconnector.handler;

import io.glueconnector.aws.Deadline;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.ledger.Caller;
import io.glueconnector.ledger.Starts;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** One invocation of a function: its caller, its time limit and its log line. */
final class Invocation {
    private final String requestId;
    private final Supplier<Duration> untilEnded;
    private final String action;
    private final CallLog log;
    private final Instant started;
    private String connection = "";
    private int replays;
    private int duplicates;
    private int unrecorded;

    /**
     * Creates an invocation that starts now.
     *
     * @param requestId Lambda's own id of the invocation, which clients cannot set
     * @param untilEnded the time until Lambda ends the function
     */
    Invocation(String requestId, Supplier<Duration> untilEnded, String action, CallLog log) {
        this.requestId = requestId;
        this.untilEnded = untilEnded;
        this.action = action;
        this.log = log;
        this.started = log.now();
    }

    void names(ConnectionName name) {
        connection = name.value();
    }

    /** Returns the action's name, which is its handler's. */
    String action() {
        return action;
    }

    String requestId() {
        return requestId;
    }

    /** Returns the session name that CloudTrail shows in the role's account: the action and the invocation. */
    String sessionName() {
        return "glue-connector-%s-%s".formatted(action, requestId);
    }

    Deadline deadline() {
        return new Deadline(untilEnded);
    }

    /** Returns the caller of a start. */
    Caller caller(ConnectionName name) {
        return new Caller(name, requestId, untilEnded);
    }

    /** Keeps the outcome of a start for the log. */
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
        return new CallLog.Entry(requestId, action, connection, started, replays, duplicates, unrecorded);
    }
}
