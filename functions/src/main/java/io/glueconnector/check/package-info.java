/** The check of a connection. */
package io.glueconnector.check;
