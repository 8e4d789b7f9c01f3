"""RunCrawler learns how its own crawl ended, whatever else the crawler does, and leaves no crawl behind."""

import json

import pytest

from stack.waiting import poll
from tests.waits import DENIED_SHORTLY, LOOKING_OFTEN, PAUSING_SHORTLY, QUEUING_SHORTLY, SETTLING_SHORTLY, failure_of, output_of


@pytest.fixture(scope="module")
def own(things):
    return things()


def start(waits, crawler, changes=None, **more):
    return waits.start({"connection": "default", "name": crawler} | more, "RunCrawler", changes)


def looks(waits, execution):
    return waits.entered(execution).count("Look up the outcome")


def test_runCrawler_eventDelivered_learnsEachEndByOnePoll(waits, own, counts):
    good, bad = own.crawler(seconds="2"), own.crawler(seconds="2", outcome="FAILED")
    executions = [start(waits, crawler) for crawler in (good, bad)]
    output = output_of(waits.ended(executions[0]))
    assert (output["state"], output["crawlId"]) == ("COMPLETED", own.crawls(good)[0]["CrawlId"])
    error, report = failure_of(waits.ended(executions[1]))
    assert (error, report["crawlId"]) == ("Crawl.FAILED", own.crawls(bad)[0]["CrawlId"])
    assert [looks(waits, it) for it in executions] == [1, 1]
    counts["ends of crawls that reached the waiting execution"] += 2


def test_runCrawler_crawlStopped_learnsItAtTheNextPoll(waits, own, counts):
    """Glue sends no event for a stopped crawl."""
    crawler = own.crawler()
    execution = start(waits, crawler, LOOKING_OFTEN)
    waits.waiting(execution)
    own.glue.stop_crawler(Name=crawler)
    error, report = failure_of(waits.ended(execution))
    assert (error, report["retryable"]) == ("Crawl.STOPPED", False)
    counts["ends of crawls that reached the waiting execution"] += 1


def test_runCrawler_lateEventOfAnEarlierCrawl_isNotItsOwn(waits, own):
    crawler = own.crawler(seconds="5")
    execution = start(waits, crawler, PAUSING_SHORTLY)
    waits.waiting(execution)
    waits.wake(waits.crawler_event(crawler))
    output = output_of(waits.ended(execution))
    assert (output["state"], output["crawlId"]) == ("COMPLETED", own.crawls(crawler)[0]["CrawlId"])
    assert looks(waits, execution) > 1


def test_runCrawler_crawlerRuns_fails(waits, own):
    crawler = own.crawler()
    own.glue.start_crawler(Name=crawler)
    assert waits.ended(start(waits, crawler))["error"] == "io.glueconnector.error.AlreadyRunning"


def test_runCrawler_crawlerRuns_adoptsOrQueuesOnRequest(waits, own, counts):
    crawler = own.crawler(seconds="6")
    own.glue.start_crawler(Name=crawler)
    (running,) = own.crawls(crawler)
    adopting = start(waits, crawler, ifRunning="adopt")
    waits.waiting(adopting)
    queuing = start(waits, crawler, QUEUING_SHORTLY, ifRunning="queueNext")
    adopted = output_of(waits.ended(adopting))
    assert (adopted["outcome"], adopted["crawlId"]) == ("adopted", running["CrawlId"])
    queued = output_of(waits.ended(queuing))
    assert (queued["outcome"], queued["crawlId"]) == ("started", own.crawls(crawler)[0]["CrawlId"])
    assert own.crawls(crawler)[0]["StartTime"] > running["StartTime"]
    counts["ends of crawls that reached the waiting execution"] += 2


@pytest.mark.parametrize("if_running", ["fail", "adopt", "queueNext"])
def test_runCrawler_rightAfterAnother_waitsUntilTheCrawlerIsReady(waits, own, if_running, counts):
    crawler = own.crawler(seconds="1", stopping="6")
    output_of(waits.ended(start(waits, crawler)))
    assert own.crawler_state(crawler) == "STOPPING"
    second = start(waits, crawler, QUEUING_SHORTLY, ifRunning=if_running)
    output = output_of(waits.ended(second))
    assert (output["outcome"], output["crawlId"]) == ("started", own.crawls(crawler)[0]["CrawlId"])
    assert len(own.crawls(crawler)) == 2
    assert "Let the crawler get ready" in waits.entered(second)
    counts["ends of crawls that reached the waiting execution"] += 2


@pytest.mark.parametrize("if_running", ["adopt", "queueNext"])
def test_runCrawler_behindACrawlThatIsBeingStopped_startsOnceTheCrawlerIsReady(waits, own, if_running):
    """Glue sends no event for the end of that crawl."""
    crawler = own.crawler(stopping="6")
    own.glue.start_crawler(Name=crawler)
    own.glue.stop_crawler(Name=crawler)
    execution = start(waits, crawler, QUEUING_SHORTLY, ifRunning=if_running)
    poll(lambda: len(own.crawls(crawler)), lambda crawls: crawls == 2, 20)
    waits.waiting(execution)
    assert "Wait for the other crawl" not in waits.entered(execution)
    waits.stop(execution)


@pytest.mark.parametrize("code", ["EntityNotFoundException", "AccessDeniedException"])
def test_runCrawler_pollDeniedOnce_stillLearnsTheEnd(waits, own, faults, code):
    crawler = own.crawler(seconds="3")
    execution = start(waits, crawler, DENIED_SHORTLY)
    waits.waiting(execution)
    faults("ListCrawls", "errorBefore", status=400, code=code, message="once")
    assert output_of(waits.ended(execution))["state"] == "COMPLETED"
    assert len(waits.failures(execution)) == 1


def test_runCrawler_inputThatIsNoObject_failsWithOurError(waits):
    error, cause = failure_of(waits.ended(waits.start("orders", "RunCrawler")))
    assert error == cause["errorType"] == "io.glueconnector.error.InvalidRequest"
    assert "expected an object" in json.loads(cause["errorMessage"])["detail"]


def test_runCrawler_aborted_stopsItsOwnCrawlOnly(waits, own, counts):
    crawler, others = own.crawler(), own.crawler()
    own.glue.start_crawler(Name=others)
    executions = [start(waits, crawler), start(waits, others, ifRunning="adopt")]
    for execution in executions:
        waits.waiting(execution)
        waits.stop(execution)
    poll(lambda: own.crawls(crawler)[0]["State"], lambda state: state == "STOPPED", 20)
    for execution in executions:
        ended = waits.ended(waits.start({"executionArn": execution}, "StopAbandoned", SETTLING_SHORTLY))
        assert ended["status"] == "SUCCEEDED"
    assert own.crawler_state(others) == "RUNNING"
    counts["aborted executions that left no run behind"] += 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"ifRunning": "wait"}, "InvalidRequest", id="ifRunning"),
        pytest.param({"colour": "red"}, "InvalidRequest", id="unknownField"),
        pytest.param({"name": "no such crawler"}, "NotFound", id="missingCrawler"),
    ],
)
def test_runCrawler_badInput_failsWithOurError(waits, own, change, code):
    fields = {"connection": "default", "name": own.crawler()} | change
    ended = waits.ended(waits.start(fields, "RunCrawler"))
    assert (ended["status"], ended["error"]) == ("FAILED", f"io.glueconnector.error.{code}")
