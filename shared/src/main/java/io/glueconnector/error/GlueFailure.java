package io.glueconnector.error;

/** Glue failed, or answered what cannot be understood. */
public final class GlueFailure extends ConnectorException {
    public GlueFailure(String detail, Retry retry) {
        super(detail, retry);
    }
}
