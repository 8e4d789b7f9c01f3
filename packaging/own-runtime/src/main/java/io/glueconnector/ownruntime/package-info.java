/** The classes that the package with its own runtime adds to the functions. */
package io.glueconnector.ownruntime;
