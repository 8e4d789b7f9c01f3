/** What must not show: secrets in job arguments and in the messages of Glue, and whatever a service sends for an error code. */
package io.glueconnector.redaction;
