/** Triggers: lists, firings, activation and deactivation. */
package io.glueconnector.triggers;
