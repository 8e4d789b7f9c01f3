/** What must not show: values of job arguments, and secrets inside them and inside the messages of Glue. */
package io.glueconnector.redaction;
