package io.glueconnector.fakeglue.triggers;

/** The states of Glue's {@code TriggerState} that triggers have here. */
public enum TriggerState {
    CREATED,
    ACTIVATING,
    ACTIVATED,
    DEACTIVATING,
    DEACTIVATED
}
