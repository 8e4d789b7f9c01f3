/** Tests that a start happens once: faults at the socket at every step, and random schedules of faults and interleavings. */
package io.glueconnector.once;
