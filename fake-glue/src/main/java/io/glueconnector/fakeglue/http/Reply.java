package io.glueconnector.fakeglue.http;

import java.util.Map;

/** The server's reaction to a request, on its socket. */
public sealed interface Reply {

    /** Sends a complete response; the connection stays open. */
    record Answer(int status, Map<String, String> headers, String body) implements Reply {}

    /** Announces the whole body, sends half of it and closes. */
    record Truncated(Answer answer) implements Reply {}

    /** Closes the connection gracefully (FIN) without a response. */
    record Close() implements Reply {}

    /** Resets the connection (RST) without a response. */
    record Reset() implements Reply {}
}
