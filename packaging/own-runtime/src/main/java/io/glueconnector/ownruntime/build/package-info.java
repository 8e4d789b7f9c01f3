/** Builds the package with its own runtime. Nothing in this package is shipped. */
package io.glueconnector.ownruntime.build;
