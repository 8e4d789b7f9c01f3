/** Makes the package with a runtime of its own; nothing of this is shipped. */
package io.glueconnector.ownruntime.build;
