package io.glueconnector.fakeglue.crawlers;

/** The state of one crawl, as in Glue's {@code CrawlerHistoryState}. */
public enum CrawlState {
    RUNNING("RUNNING"),
    COMPLETED("SUCCEEDED"),
    FAILED("FAILED"),
    STOPPED("CANCELLED");

    private final String lastCrawlStatus;

    CrawlState(String lastCrawlStatus) {
        this.lastCrawlStatus = lastCrawlStatus;
    }

    /** Returns the name that GetCrawler's LastCrawl and a trigger's conditions use. */
    public String lastCrawlStatus() {
        return lastCrawlStatus;
    }
}
