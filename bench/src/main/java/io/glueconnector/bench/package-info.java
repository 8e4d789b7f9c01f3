/** What calls cost over the bare calls to Glue, measured side by side in one run. */
package io.glueconnector.bench;
