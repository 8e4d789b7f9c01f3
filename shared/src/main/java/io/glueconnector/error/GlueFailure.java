package io.glueconnector.error;

/** Glue failed, or returned a response that could not be read. */
public final class GlueFailure extends ConnectorException {
    public GlueFailure(String detail, Retry retry) {
        super(detail, retry);
    }
}
