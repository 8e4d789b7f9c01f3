/** Conversion between JSON text and plain values. */
package io.glueconnector.json;
