package io.glueconnector.handler;

import io.glueconnector.aws.Glue;
import io.glueconnector.connection.ConnectionName;
import io.glueconnector.error.ConnectorException;
import io.glueconnector.error.NotFound;
import io.glueconnector.ledger.SearchResult;
import io.glueconnector.ledger.Start;
import io.glueconnector.ledger.StartRequest;
import io.glueconnector.ledger.StartTarget;
import io.glueconnector.ledger.Startable;
import io.glueconnector.ledger.Starts;
import io.glueconnector.ledger.Trace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One call of an action after its fields were read: its access to Glue and starts, and the redaction of its response. */
public final class Call {
    private static final int LONGEST_SESSION_NAME = 64;

    private final Connector connector;
    private final Invocation invocation;
    private final Glue.CallContext context;
    private final Glue glue;

    Call(Connector connector, Invocation invocation, ConnectionName connection, Optional<String> region) {
        this.connector = connector;
        this.invocation = invocation;
        String session = invocation.sessionName();
        String name = session.substring(0, Math.min(session.length(), LONGEST_SESSION_NAME));
        this.context = new Glue.CallContext(connection, region, name, invocation.deadline());
        this.glue = connector.glue(context);
    }

    /** Returns Glue in the call's Region, signed by the call's connection. */
    public Glue glue() {
        return glue;
    }

    /** Returns the current time. */
    public Instant now() {
        return connector.now();
    }

    /**
     * Starts something once, even if the request is repeated.
     *
     * @return the response, marked as {@code replayed} and {@code protected}
     * @throws ConnectorException as {@link Starts#once} does
     */
    public Map<String, Object> startOnce(StartRequest request, Startable startable) {
        Starts.Outcome outcome = connector.starts().once(invocation.caller(context.connection()), request, startable);
        invocation.started(outcome);
        return outcome.marked(request.idempotencyKey().isPresent());
    }

    /** Returns the target of a start by this call. */
    public StartTarget target(String name) {
        return new StartTarget(
                invocation.action(), context.connection(), glue.region().id(), name);
    }

    /**
     * Returns the recorded state of the start under a caller's key.
     *
     * @throws NotFound if there is none
     */
    public Map<String, Object> startReport(String idempotencyKey) {
        return connector
                .starts()
                .report(invocation.caller(context.connection()), idempotencyKey)
                .orElseThrow(Call::noStart)
                .members();
    }

    /**
     * Returns the state of the start under a caller's key. Searches Glue if the outcome is in doubt.
     *
     * @throws NotFound if there is none
     */
    public Map<String, Object> settledStart(String idempotencyKey, Function<Start, Trace> traces) {
        return connector
                .starts()
                .settled(invocation.caller(context.connection()), idempotencyKey, traces)
                .orElseThrow(Call::noStart)
                .members();
    }

    private static NotFound noStart() {
        return new NotFound(
                "idempotencyKey: no start is recorded under this key for this connection. Check the key and the connection.");
    }

    /** Searches Glue for the start under a caller's key, if there is one. Fails as {@link Starts#trace} does. */
    public Optional<SearchResult> trace(String idempotencyKey, BiFunction<Start, Set<String>, SearchResult> search) {
        return connector.starts().trace(invocation.caller(context.connection()), idempotencyKey, search);
    }

    /** Returns the values that a list's marker is bound to: the action, the connection and the Region. */
    public List<String> scope() {
        return List.of(
                invocation.action(), context.connection().value(), glue.region().id());
    }

    /** Whether Glue's events from that account and Region reach this stack. */
    public boolean receivesEventsFrom(String account, String region) {
        return connector.receivesEventsFrom(account, region);
    }

    /** Returns the deployed version of the connector. */
    public String version() {
        return connector.version();
    }

    /** Returns the number of log lines in the report of a failed run, 0 for none. */
    public int failureLogLines() {
        return connector.failureLogLines();
    }

    /** Returns job arguments with sensitive values masked. */
    public Map<String, Object> redacted(Map<?, ?> arguments) {
        return connector.redaction().arguments(arguments);
    }

    /** Returns a text with sensitive values masked. */
    public String redacted(String text) {
        return connector.redaction().text(text);
    }

    /** Returns a message from Glue with sensitive values masked, including those from the arguments of its run. */
    public String redacted(String message, Map<String, String> arguments) {
        return connector.redaction().message(message, List.of(arguments));
    }
}
