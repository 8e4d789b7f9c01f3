/** Every action through both of its doors, as Lambda runs it, over servers that stand in for AWS on the loopback. */
package io.glueconnector.contract;
