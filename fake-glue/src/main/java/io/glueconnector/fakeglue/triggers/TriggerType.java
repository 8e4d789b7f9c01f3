package io.glueconnector.fakeglue.triggers;

/** The types of triggers, as in Glue's {@code TriggerType}. */
enum TriggerType {
    ON_DEMAND,
    SCHEDULED,
    CONDITIONAL,
    EVENT
}
