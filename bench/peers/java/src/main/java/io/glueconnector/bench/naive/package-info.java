/** A peer to compare the connector with: its function as commonly written, without regard to cold starts. */
package io.glueconnector.bench.naive;
