/**
 * What happens before and after Lambda takes a snapshot of a function: its calls are rehearsed, and random state is reseeded.
 * Nothing here is loaded where no snapshot is taken.
 */
package io.glueconnector.snapshot;
