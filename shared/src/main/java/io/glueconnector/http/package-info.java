/** API Gateway events and responses. */
package io.glueconnector.http;
