package io.glueconnector.error;

/** The request is larger than {@value io.glueconnector.request.Limits#REQUEST_BYTES} bytes. */
public final class PayloadTooLarge extends ConnectorException {
    public PayloadTooLarge(String detail) {
        super(detail, Retry.never());
    }
}
