/** API Gateway's event and answer. */
package io.glueconnector.http;
