package io.glueconnector.jobs;

import java.time.Instant;

/**
 * Where to look for one log of a run.
 *
 * @param group the log group
 * @param stream the name of the log stream, or its beginning
 * @param jobRunId the run
 * @param startedOn when the run started; null if Glue does not say
 */
record LogPlace(String group, String stream, String jobRunId, Instant startedOn) {

    /** Returns the earliest time of the run's lines in a stream, or null: a stream with a custom name may belong to many runs. */
    Long since(String name) {
        return startedOn == null || name.contains(jobRunId) ? null : startedOn.toEpochMilli();
    }
}
