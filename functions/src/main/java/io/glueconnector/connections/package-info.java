/** Connections themselves: whether one works, and what a wait for the end of a run needs to know of its account. */
package io.glueconnector.connections;
