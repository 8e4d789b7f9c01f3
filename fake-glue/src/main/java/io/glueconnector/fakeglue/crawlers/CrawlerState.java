package io.glueconnector.fakeglue.crawlers;

/** The state of a crawler, as in Glue's {@code CrawlerState}. */
public enum CrawlerState {
    READY,
    RUNNING,
    STOPPING
}
