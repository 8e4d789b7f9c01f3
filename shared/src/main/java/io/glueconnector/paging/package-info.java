/** Paging: limits, markers, and following Glue's pages. */
package io.glueconnector.paging;
