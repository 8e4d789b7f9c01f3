/** Errors: one exception class per error code. */
package io.glueconnector.error;
