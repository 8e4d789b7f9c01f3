/** Crawlers and crawls: lists, starts, stops, the search after a lost response, and the report of a crawl's end. */
package io.glueconnector.crawlers;
