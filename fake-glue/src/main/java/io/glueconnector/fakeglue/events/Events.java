package io.glueconnector.fakeglue.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.glueconnector.fakeglue.protocol.Ids;
import io.glueconnector.fakeglue.protocol.Scope;
import io.glueconnector.fakeglue.time.Timeline;
import java.util.function.Consumer;

/** Sends Glue's events to a listener, outside the timeline's lock and in order. */
public final class Events {
    private final Timeline timeline;
    private final Ids ids;
    private final Consumer<GlueEvent> listener;

    public Events(Timeline timeline, Ids ids, Consumer<GlueEvent> listener) {
        this.timeline = timeline;
        this.ids = ids;
        this.listener = listener;
    }

    public void publish(Scope scope, String detailType, ObjectNode detail) {
        GlueEvent event = new GlueEvent(ids.uuid(), scope, timeline.instant(), detailType, detail);
        timeline.afterwards(() -> listener.accept(event));
    }
}
