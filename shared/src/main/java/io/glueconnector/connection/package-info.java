/** Stored connections: names, secrets and credentials. */
package io.glueconnector.connection;
