/** Jobs and their runs: lists, settings, starts, stops, searches for a lost start, retries, and how a run ended. */
package io.glueconnector.jobs;
