/** The base class of all handlers, and what a call needs. */
package io.glueconnector.handler;
