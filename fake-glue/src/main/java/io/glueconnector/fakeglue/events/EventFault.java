package io.glueconnector.fakeglue.events;

import java.time.Duration;

/** What goes wrong with an event: EventBridge delivers at least once, in any order, and Glue only tries its best. */
public sealed interface EventFault {

    /** Never arrives. */
    record Lost() implements EventFault {}

    /** Arrives twice, with the same id. */
    record Duplicated() implements EventFault {}

    /** Arrives later, by the server's clock. */
    record Delayed(Duration delay) implements EventFault {}

    /** Arrives after the event that follows it. */
    record Overtaken() implements EventFault {}
}
