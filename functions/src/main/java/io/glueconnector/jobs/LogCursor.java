package io.glueconnector.jobs;

/**
 * Where to read in a log stream, and in which direction.
 *
 * @param older whether to read towards the beginning of the stream
 * @param stream the log stream, empty if it has not been found
 * @param token CloudWatch's token, empty for the end of the stream (older) or its beginning (not older)
 */
record LogCursor(boolean older, String stream, String token) {
    /** Reads the last lines. */
    static final LogCursor TAIL = new LogCursor(true, "", "");
    /** Reads the first lines. */
    static final LogCursor HEAD = new LogCursor(false, "", "");

    static LogCursor parse(String text) {
        int end = text.indexOf('\n');
        return new LogCursor(text.startsWith("-"), text.substring(1, end), text.substring(end + 1));
    }

    String text() {
        return (older ? "-" : "+") + stream + "\n" + token;
    }

    LogCursor in(String found) {
        return new LogCursor(older, found, token);
    }

    LogCursor at(String next) {
        return new LogCursor(older, stream, next);
    }
}
