/** Redaction of secrets in job arguments, in Glue's messages, and in the error codes that services send. */
package io.glueconnector.redaction;
