package io.glueconnector.fakeglue.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.faults.Supply;
import io.glueconnector.fakeglue.protocol.Ids;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends Glue's events to a listener, outside the timeline's lock, and in order unless a fault says otherwise. */
public final class Events {
    private final Timeline timeline;
    private final Ids ids;
    private final Consumer<GlueEvent> listener;
    private final Supply<EventFault> faults = new Supply<>();
    private final List<GlueEvent> overtaken = new ArrayList<>();

    public Events(Timeline timeline, Ids ids, Consumer<GlueEvent> listener) {
        this.timeline = timeline;
        this.ids = ids;
        this.listener = listener;
    }

    /** Returns the faults to apply to the next events, one per event, oldest first. */
    public Supply<EventFault> faults() {
        return faults;
    }

    /** Publishes an event. Call it within a step of the timeline. */
    public void publish(Scope scope, String detailType, ObjectNode detail) {
        GlueEvent event = new GlueEvent(ids.uuid(), scope, timeline.instant(), detailType, detail);
        Optional<EventFault> fault = faults.take();
        if (fault.isPresent()) {
            publish(event, fault.get());
            return;
        }
        send(event);
    }

    /** Clears the faults, and the events that a fault holds back until the next event. */
    public void clear() {
        faults.clear();
        overtaken.clear();
    }

    private void publish(GlueEvent event, EventFault fault) {
        switch (fault) {
            case EventFault.Lost() -> {}
            case EventFault.Duplicated() -> {
                send(event);
                send(event);
            }
            case EventFault.Delayed(var delay) -> timeline.at(timeline.instant().plus(delay), () -> send(event));
            case EventFault.Overtaken() -> overtaken.add(event);
        }
    }

    private void send(GlueEvent event) {
        timeline.afterwards(() -> listener.accept(event));
        overtaken.forEach(late -> timeline.afterwards(() -> listener.accept(late)));
        overtaken.clear();
    }
}
