package io.glueconnector.contract;

/** A way in which a caller reaches a function. */
public enum Door {
    /** API Gateway's proxy event. */
    HTTP,
    /** A flat object of fields, as Step Functions, schedules and direct callers send it. */
    DIRECT
}
