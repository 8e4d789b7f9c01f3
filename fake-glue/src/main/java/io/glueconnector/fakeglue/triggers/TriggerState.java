package io.glueconnector.fakeglue.triggers;

/** The values of Glue's {@code TriggerState} that fake-glue uses. */
public enum TriggerState {
    CREATED,
    ACTIVATING,
    ACTIVATED,
    DEACTIVATING,
    DEACTIVATED
}
