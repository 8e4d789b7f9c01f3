/** Crawlers. */
package io.glueconnector.crawlers;
