/** What became of a start, told by its idempotency key. */
package io.glueconnector.starts;
