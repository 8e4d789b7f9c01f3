/** What a start costs over the bare call to Glue, measured side by side in one run. */
package io.glueconnector.bench;
