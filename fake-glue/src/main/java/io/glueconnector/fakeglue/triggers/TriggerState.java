package io.glueconnector.fakeglue.triggers;

/** The states a trigger has here, out of Glue's {@code TriggerState}. */
public enum TriggerState {
    CREATED,
    ACTIVATING,
    ACTIVATED,
    DEACTIVATING,
    DEACTIVATED
}
