/** What the connector is compared with: its function as one writes it without a thought for cold starts. */
package io.glueconnector.bench.naive;
