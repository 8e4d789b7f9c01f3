/** Crawlers and their crawls: lists, starts, stops, searches for a lost start, and how a crawl ended. */
package io.glueconnector.crawlers;
