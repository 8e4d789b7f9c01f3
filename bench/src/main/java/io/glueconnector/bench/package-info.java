/** Measures the connector's overhead against bare calls to Glue, both in one run. */
package io.glueconnector.bench;
