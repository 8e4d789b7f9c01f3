package io.glueconnector.fakeglue.protocol;

import java.util.List;

/**
 * An error as Glue returns it: an HTTP status, a code (the exception's name in the service model, or one of the errors
 * common to all AWS services) and a message. The message is Glue's own if it is known from public reports.
 */
public final class GlueError extends RuntimeException {
    private final int status;
    private final String code;

    public GlueError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public static GlueError invalidInput(String message) {
        return new GlueError(400, "InvalidInputException", message);
    }

    public static GlueError notFound(String message) {
        return new GlueError(400, "EntityNotFoundException", message);
    }

    public static GlueError alreadyExists(String message) {
        return new GlueError(400, "AlreadyExistsException", message);
    }

    public static GlueError concurrentRunsExceeded(String jobName) {
        return new GlueError(400, "ConcurrentRunsExceededException", "Concurrent runs exceeded for " + jobName);
    }

    public static GlueError serialization(String message) {
        return new GlueError(400, "SerializationException", message);
    }

    static GlueError validation(List<String> problems) {
        String count = problems.size() == 1 ? "1 validation error" : problems.size() + " validation errors";
        return new GlueError(400, "ValidationException", count + " detected: " + String.join("; ", problems));
    }
}
