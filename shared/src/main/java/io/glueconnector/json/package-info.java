/** JSON text to and from plain values. */
package io.glueconnector.json;
