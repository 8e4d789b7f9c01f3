/** What goes into the package with a runtime of its own, beside the functions. */
package io.glueconnector.ownruntime;
