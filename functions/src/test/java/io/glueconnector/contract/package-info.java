/** Tests of every action over HTTP and by direct invocation, as Lambda runs it, against fake AWS servers on loopback. */
package io.glueconnector.contract;
