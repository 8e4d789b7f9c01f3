package io.glueconnector.once;

import io.glueconnector.contract.Action;

/** The kind of thing that a schedule starts. */
enum Kind {
    JOB(Action.START_JOB_RUN, "nightly"),
    TRIGGER(Action.START_TRIGGER, "now"),
    CRAWLER(Action.START_CRAWLER, "orders");

    private final Action action;
    private final String name;

    Kind(Action action, String name) {
        this.action = action;
        this.name = name;
    }

    Action action() {
        return action;
    }

    /** Returns the input of a direct invocation. */
    String input(String key) {
        return "{\"name\": \"%s\", \"idempotencyKey\": \"%s\"}".formatted(name, key);
    }
}
