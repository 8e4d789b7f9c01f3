package io.glueconnector.fakeglue.logs;

import java.time.Instant;

/** One event of a log stream. */
record LogEvent(String stream, Instant time, String message) {}
