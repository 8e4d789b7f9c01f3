/** Lists in pages: how much a caller asks for, markers, and following Glue's pages. */
package io.glueconnector.paging;
