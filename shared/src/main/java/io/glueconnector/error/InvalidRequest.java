package io.glueconnector.error;

/** The request is invalid: a field is missing, misspelt, out of range or excluded by another, or Glue rejected the input. */
public final class InvalidRequest extends ConnectorException {
    public InvalidRequest(String detail) {
        super(detail, Retry.never());
    }
}
