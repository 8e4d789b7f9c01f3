/**
 * The work around a Lambda snapshot: calls are rehearsed before it, and random state is reseeded after each restore. A function
 * without snapshots loads nothing from this package.
 */
package io.glueconnector.snapshot;
