/** Measures the overhead of calls compared with bare calls to Glue, side by side in one run. */
package io.glueconnector.bench;
