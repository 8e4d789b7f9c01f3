package io.glueconnector.fakeglue.events;

import java.time.Duration;

/** A fault of an event: EventBridge delivers at least once and in any order, and Glue's events are best effort. */
public sealed interface EventFault {

    /** The event never arrives. */
    record Lost() implements EventFault {}

    /** The event arrives twice, with the same ID. */
    record Duplicated() implements EventFault {}

    /** The event arrives later, by the server's clock. */
    record Delayed(Duration delay) implements EventFault {}

    /** The event arrives after the event that follows it. */
    record Overtaken() implements EventFault {}
}
