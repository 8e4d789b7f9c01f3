package io.glueconnector.fakeglue.http;

import java.util.Map;

/** What happens on the socket after a request was read. */
public sealed interface Reply {

    /** A complete answer; the connection stays open. */
    record Answer(int status, Map<String, String> headers, String body) implements Reply {}

    /** Announces the whole body, sends half of it and closes. */
    record Truncated(Answer answer) implements Reply {}

    /** Ends the connection in good order (FIN) without an answer. */
    record Close() implements Reply {}

    /** Breaks the connection (RST) without an answer. */
    record Reset() implements Reply {}
}
