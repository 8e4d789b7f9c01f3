/** Stored connections: name, secret, credentials. */
package io.glueconnector.connection;
