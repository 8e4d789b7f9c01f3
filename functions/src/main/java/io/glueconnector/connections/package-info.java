/** Actions on connections: test one, and plan how a workflow waits for what it starts. */
package io.glueconnector.connections;
