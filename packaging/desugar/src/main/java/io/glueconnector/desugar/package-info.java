/**
 * Replaces {@code invokedynamic} in compiled classes. The JVM makes a class for each lambda, each switch over patterns and
 * each method of a record when it first meets it; in a cold start that are hundreds. Here they are made once, in the build.
 */
package io.glueconnector.desugar;
