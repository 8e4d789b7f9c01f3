package io.glueconnector.handler;

import io.glueconnector.aws.Deadline;
import io.glueconnector.aws.Glue;
import io.glueconnector.connection.ConnectionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One call of an action, after its fields were read: its way to Glue and what must not show in its answer. */
public final class Call {
    private static final int LONGEST_SESSION_NAME = 64;

    private final Connector connector;
    private final Glue.Target target;

    Call(Connector connector, ConnectionName connection, Optional<String> region, String session, Deadline deadline) {
        this.connector = connector;
        String name = session.substring(0, Math.min(session.length(), LONGEST_SESSION_NAME));
        this.target = new Glue.Target(connection, region, name, deadline);
    }

    /** Glue, signed by the call's connection and in the call's Region. */
    public Glue glue() {
        return connector.glue(target);
    }

    /** The time at which the caller asks. */
    public Instant now() {
        return connector.log().now();
    }

    /** What a list's marker is bound to: the action, the connection and the Region. */
    public List<String> scope(String action) {
        return List.of(action, target.connection().value(), glue().region().id());
    }

    /** Job arguments with the values masked that the stack hides. */
    public Map<String, Object> redacted(Map<?, ?> arguments) {
        return connector.redaction().arguments(arguments);
    }
}
