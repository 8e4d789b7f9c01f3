package io.glueconnector.error;

/** Glue has no job, run, crawler or trigger of that name. */
public final class NotFound extends ConnectorException {
    public NotFound(String detail) {
        super(detail, Retry.never());
    }
}
