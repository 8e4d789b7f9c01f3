/** Triggers. */
package io.glueconnector.triggers;
