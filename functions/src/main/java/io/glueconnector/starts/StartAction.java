package io.glueconnector.starts;

import io.glueconnector.ledger.Start;
import java.util.stream.Stream;

/** The actions that start something once. */
enum StartAction {
    START_JOB_RUN("StartJobRun"),
    START_CRAWLER("StartCrawler"),
    START_TRIGGER("StartTrigger");

    private final String recorded;

    StartAction(String recorded) {
        this.recorded = recorded;
    }

    /** The action that a start was recorded by. */
    static StartAction of(Start start) {
        return Stream.of(values())
                .filter(action -> action.recorded.equals(start.target().action()))
                .findFirst()
                .orElseThrow();
    }
}
