/** The fields of a request, read by name and type. */
package io.glueconnector.request;
