/**
 * Rehearsed calls: one while a function initializes, or many before Lambda takes a snapshot of it. Random state is reseeded around
 * a snapshot.
 */
package io.glueconnector.snapshot;
