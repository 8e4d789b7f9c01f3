/** Jobs and runs: lists, settings, starts, stops, the search after a lost response, retries, and the report of a run's end. */
package io.glueconnector.jobs;
