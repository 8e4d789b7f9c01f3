/** Access to AWS: Regions, host guard, clients, sessions and failures. */
package io.glueconnector.aws;
