/** The base of all handlers and what a call needs. */
package io.glueconnector.handler;
