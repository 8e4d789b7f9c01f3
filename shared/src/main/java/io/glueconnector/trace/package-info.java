/** How what a start began is found again in Glue. */
package io.glueconnector.trace;
