/** What can go wrong, one exception per code. */
package io.glueconnector.error;
