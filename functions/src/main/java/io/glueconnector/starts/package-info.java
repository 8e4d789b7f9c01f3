/** The state of a start, by its idempotency key. */
package io.glueconnector.starts;
