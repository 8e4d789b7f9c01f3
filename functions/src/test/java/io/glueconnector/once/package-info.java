/** That a start happens once: faults at the socket in every place, and random schedules of faults and interleavings. */
package io.glueconnector.once;
