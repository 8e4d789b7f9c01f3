/** The way to AWS: Regions, host guard, clients, sessions, failures. */
package io.glueconnector.aws;
