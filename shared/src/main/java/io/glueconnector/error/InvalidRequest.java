package io.glueconnector.error;

/** The request is wrong: a field is missing, misspelt, out of bounds or excluded by another, or Glue refused its input. */
public final class InvalidRequest extends ConnectorException {
    public InvalidRequest(String detail) {
        super(detail, Retry.never());
    }
}
