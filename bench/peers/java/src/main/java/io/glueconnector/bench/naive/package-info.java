/** A baseline for the benchmarks: functions as they are commonly written, without regard to cold starts. */
package io.glueconnector.bench.naive;
