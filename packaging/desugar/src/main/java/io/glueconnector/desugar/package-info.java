/**
 * Replaces {@code invokedynamic} in compiled classes. The JVM generates code for each lambda, pattern switch and record method on
 * first use, hundreds of times in a cold start. This package generates the code once, in the build. It also lists the classes that a
 * cold start loads.
 */
package io.glueconnector.desugar;
