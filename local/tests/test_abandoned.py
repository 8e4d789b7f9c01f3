"""An execution that ends before its run leaves no run behind and stops no other run."""

import json
from contextlib import contextmanager

import pytest

from glueconnector.smoke.waiting import poll
from stack.environment import ACCOUNT
from stack.running import STACK_NAME
from stack.seeding import glue_permissions
from tests.waits import AT_ONCE, DENIED_SHORTLY, LOOKING_OFTEN, SETTLING_SHORTLY

GOING_ON = {"STARTING", "RUNNING"}
# The number of requests that the SDK sends before a call fails.
FREELY_REPEATED = 3


@pytest.fixture(scope="module", autouse=True)
def settling_shortly(waits):
    """StopAbandoned as the stack's rules and workflows start it, without its pauses of half a minute."""
    with waits.altered("StopAbandoned", SETTLING_SHORTLY | DENIED_SHORTLY):
        yield


def request(job, **more):
    return {"connection": "default", "name": job} | more


class Bystanders:
    """Runs of the same job that must not be touched: one by hand and one of another waiting execution."""

    def __init__(self, waits, own, job):
        self._waits, self._own, self._job = waits, own, job
        self._execution = waits.start(request(job))
        waits.waiting(self._execution)
        self.runs = {waits.run_of(self._execution), own.run(job)}

    def others(self):
        return [it for it in self._own.runs(self._job) if it not in self.runs]

    def go_on(self):
        assert {self._own.run_state(self._job, it) for it in self.runs} <= GOING_ON
        assert self._waits.now(self._execution)["status"] == "RUNNING"
        assert self._waits.stops(self._execution) == []


@contextmanager
def events_lost(aws):
    """In this context, no event reports an aborted execution."""
    events = aws.client("events")
    rule = f"{STACK_NAME}-Abandoned"
    events.disable_rule(Name=rule)
    try:
        yield
    finally:
        events.enable_rule(Name=rule)


def state_at_last(own, job, run):
    return poll(lambda: own.run_state(job, run), lambda state: state not in GOING_ON | {"STOPPING"}, 20)


def search(waits):
    """FindAbandoned searches this hour as if it were over."""
    hour = waits.search().rpartition(":")[2]
    ended = waits.ended(waits.start({"hour": hour}, "FindAbandoned", AT_ONCE))
    assert ended["status"] == "SUCCEEDED", ended


def test_abort_whileWaiting_stopsTheRunAndNoOther(waits, things, counts):
    own = things()
    job = own.job()
    bystanders = Bystanders(waits, own, job)
    execution = waits.start(request(job))
    waits.waiting(execution)
    (run,) = bystanders.others()
    waits.stop(execution)
    waits.stopped(execution)
    assert state_at_last(own, job, run) == "STOPPED"
    bystanders.go_on()
    counts["aborted executions that left no run behind"] += 1


def test_abort_beforeTheStart_startsNoRun(waits, things, counts):
    own = things()
    job = own.job()
    bystanders = Bystanders(waits, own, job)
    execution = waits.start(request(job))
    waits.stop(execution)
    waits.stopped(execution)
    assert "Start job run" not in waits.entered(execution)
    assert bystanders.others() == []
    bystanders.go_on()
    counts["aborted executions that left no run behind"] += 1


def test_abort_whileGlueIsCalled_stopsTheRunThatStartsAfterwards(waits, things, glue, faults, counts):
    own = things()
    job = own.job()
    bystanders = Bystanders(waits, own, job)
    faults("StartJobRun", "delayBefore", seconds=2)
    before = len(glue.requests("StartJobRun"))
    execution = waits.start(request(job))
    poll(lambda: len(glue.requests("StartJobRun")), lambda asked: asked > before)
    waits.stop(execution)
    assert bystanders.others() == []
    waits.stopped(execution)
    (run,) = bystanders.others()
    assert state_at_last(own, job, run) == "STOPPED"
    bystanders.go_on()
    counts["aborted executions that left no run behind"] += 1


def test_abort_whileTheStartIsInDoubt_findsTheRunAndStopsIt(waits, things, glue, faults, counts):
    own = things()
    job = own.job()
    bystanders = Bystanders(waits, own, job)
    faults("StartJobRun", "closeAfter")
    faults("GetJobRuns", "accessDenied")
    execution = waits.start(request(job))
    poll(lambda: waits.failures(execution), lambda errors: errors == ["io.glueconnector.error.OutcomeUnknown"], 20)
    waits.stop(execution)
    waits.stopped(execution)
    (run,) = bystanders.others()
    assert state_at_last(own, job, run) == "STOPPED"
    assert len([it for it in glue.requests("StartJobRun") if it["body"]["JobName"] == job]) == len(bystanders.runs) + 1
    bystanders.go_on()
    counts["aborted executions that left no run behind"] += 1


def test_abort_whileGlueIsCalledForACrawl_stopsTheCrawlThatStartsAfterwards(waits, things, glue, faults, counts):
    own = things()
    crawler, other = own.crawler(), own.crawler()
    own.glue.start_crawler(Name=other)
    faults("StartCrawler", "delayBefore", seconds=2)
    before = len(glue.requests("StartCrawler"))
    execution = waits.start(request(crawler), "RunCrawler")
    poll(lambda: len(glue.requests("StartCrawler")), lambda asked: asked > before)
    waits.stop(execution)
    assert own.crawls(crawler) == []
    waits.stopped(execution)
    assert poll(lambda: own.crawls(crawler)[0]["State"], lambda state: state != "RUNNING", 20) == "STOPPED"
    assert own.crawler_state(other) == "RUNNING"
    counts["aborted executions that left no run behind"] += 1


@pytest.mark.parametrize("if_running", ["adopt", "queueNext"])
def test_abort_crawlOfAnotherCaller_goesOn(waits, things, if_running):
    own = things()
    crawler = own.crawler()
    own.glue.start_crawler(Name=crawler)
    execution = waits.start(request(crawler, ifRunning=if_running), "RunCrawler")
    waits.waiting(execution)
    waits.stop(execution)
    waits.stopped(execution)
    assert own.crawler_state(crawler) == "RUNNING"
    assert len(own.crawls(crawler)) == 1


def test_abort_crawlWithoutId_isStoppedByItsStart(waits, things, faults, counts):
    own = things()
    crawler = own.crawler()
    faults("ListCrawls", "accessDenied")
    execution = waits.start(request(crawler), "RunCrawler")
    waits.waiting(execution)
    waits.stop(execution)
    waits.stopped(execution)
    assert poll(lambda: own.crawls(crawler)[0]["State"], lambda state: state != "RUNNING", 20) == "STOPPED"
    counts["aborted executions that left no run behind"] += 1


def test_abort_stopOfACrawlFails_checksTheCrawlBeforeItStopsAgain(waits, things, glue, faults):
    own = things()
    crawler = own.crawler()
    execution = waits.start(request(crawler), "RunCrawler")
    waits.waiting(execution)
    faults("StopCrawler", "failureBefore", times=FREELY_REPEATED)
    waits.stop(execution)
    waits.stopped(execution)
    asked = [it["operation"] for it in glue.requests() if crawler in it["body"].values()]
    assert asked[-6:] == ["ListCrawls", *["StopCrawler"] * FREELY_REPEATED, "ListCrawls", "StopCrawler"]
    assert poll(lambda: own.crawls(crawler)[0]["State"], lambda state: state != "RUNNING", 20) == "STOPPED"


def test_abort_afterTheEnd_changesNothing(waits, things):
    own = things()
    job = own.job()
    bystanders = Bystanders(waits, own, job)
    execution = waits.start(request(job, args={"--demo-seconds": "1"}))
    ended = waits.ended(execution)
    assert ended["status"] == "SUCCEEDED"
    waits.start({"executionArn": execution}, "StopAbandoned")
    waits.stopped(execution)
    (run,) = bystanders.others()
    assert own.run_state(job, run) == "SUCCEEDED"
    bystanders.go_on()


def test_abort_runOfAnotherCaller_goesOn(waits, things, doors):
    own = things()
    job = own.job()
    run = doors.direct("StartJobRun", request(job, idempotencyKey="somebody else's")).answered()["jobRunId"]
    execution = waits.start(request(job, idempotencyKey="somebody else's"))
    waits.waiting(execution)
    waits.stop(execution)
    waits.stopped(execution)
    assert own.run_state(job, run) in GOING_ON


def test_stopAbandoned_executionThatRuns_stopsNothing(waits, things):
    own = things()
    job = own.job()
    bystanders = Bystanders(waits, own, job)
    execution = waits.start(request(job))
    waits.waiting(execution)
    stop = waits.start({"executionArn": execution}, "StopAbandoned")
    assert waits.ended(stop)["status"] == "SUCCEEDED"
    assert waits.entered(stop).count("Describe the execution") == 10
    (run,) = bystanders.others()
    assert own.run_state(job, run) in GOING_ON
    bystanders.go_on()
    waits.stop(execution)


def test_abort_statusEventLost_isFoundAtTheEndOfTheHour(waits, things, aws, counts):
    own = things()
    job, crawler = own.job(), own.crawler()
    bystanders = Bystanders(waits, own, job)
    execution = waits.start(request(job))
    crawling = waits.start(request(crawler), "RunCrawler")
    fleet = waits.start({"jobs": [job]}, "RunFleet")
    for each in (execution, crawling):
        waits.waiting(each)
    child = poll(lambda: [it for it in waits.running("RunJob") if ":fleet-" in it], lambda found: found)[0]
    waits.waiting(child)
    runs = bystanders.others()
    with events_lost(aws):
        for each in (execution, crawling, fleet):
            waits.stop(each)
        poll(lambda: waits.now(child)["status"], lambda status: status == "ABORTED")
    assert [waits.stops(it) for it in (execution, crawling, fleet, child)] == [[]] * 4
    assert {own.run_state(job, it) for it in runs} <= GOING_ON
    assert len(runs) == 2
    search(waits)
    for each in (execution, crawling, fleet, child):
        waits.stopped(each)
    assert [state_at_last(own, job, it) for it in runs] == ["STOPPED"] * 2
    poll(lambda: own.crawls(crawler)[0]["State"], lambda state: state == "STOPPED", 20)
    bystanders.go_on()
    search(waits)
    assert [len(waits.stops(it)) for it in (execution, crawling, fleet, child)] == [1] * 4
    counts["aborted executions that left no run behind"] += 3


def test_failureThatNoStateCatches_isFoundAtTheEndOfTheHour_andAnOrdinaryOneIsNot(waits, things, counts):
    own = things()
    job = own.job()
    ordinary = waits.start(request(own.job(seconds="1"), args={"--demo-outcome": "FAILED"}))
    assert waits.ended(ordinary)["error"] == "JobRun.FAILED"
    sound = "{% $states.input.progress = 'ended' and $states.input.state"
    with waits.altered("RunJob", LOOKING_OFTEN | {sound: sound.replace("progress", "progress + 1")}):
        failing = waits.start(request(job))
        ended = waits.ended(failing)
    assert (ended["status"], ended["error"]) == ("FAILED", "States.QueryEvaluationError")
    (run,) = own.runs(job)
    assert own.run_state(job, run) in GOING_ON
    assert waits.stops(failing) == []
    search(waits)
    waits.stopped(failing)
    assert state_at_last(own, job, run) == "STOPPED"
    assert waits.stops(ordinary) == []
    counts["aborted executions that left no run behind"] += 1


@pytest.mark.parametrize("workflow", ["RunJob", "RunCrawler"])
def test_execution_beforeItStartsAnything_isSearchedForEveryHour(waits, things, workflow):
    own = things()
    name = own.job() if workflow == "RunJob" else own.crawler()
    before = waits.search()
    execution = waits.start(request(name), workflow)
    waits.waiting(execution)
    names = waits.entered(execution)
    assert names.index("Ensure FindAbandoned runs") < names.index("Start job run" if workflow == "RunJob" else "Start crawler")
    searching = {waits.now(it)["status"] for it in {before, waits.search()} & set(waits.running("FindAbandoned"))}
    assert searching == {"RUNNING"}
    waits.stop(execution)
    waits.stopped(execution)


def test_runJob_findAbandonedMayNotStart_startsNothing(waits, things, deployed):
    own = things()
    job = own.job()
    with deployed.without("RunJobRole", "states:StartExecution"):
        ended = waits.ended(waits.start(request(job), changes={'"MaxAttempts": 8': '"MaxAttempts": 0'}))
    assert (ended["status"], ended["error"]) == ("FAILED", "StepFunctions.AWSStepFunctionsException")
    assert own.runs(job) == []


def test_findAbandoned_whileAnyRuns_continuesWithTheCurrentHour(waits, things):
    own = things()
    Bystanders(waits, own, own.job())
    over = waits.start({"hour": "2026-01-31T03"}, "FindAbandoned")
    assert waits.ended(over)["status"] == "SUCCEEDED"
    assert waits.entered(over)[-3:] == ["Continue with the next hour", "Did the search succeed?", "Done"]
    assert waits.now(waits.search())["status"] == "RUNNING"


def test_findAbandoned_mayNotList_failsAndContinues(waits, deployed):
    with deployed.without_statement("FindAbandonedRole", "executions"):
        ended = waits.ended(
            waits.start(
                {"hour": waits.search().rpartition(":")[2]}, "FindAbandoned", AT_ONCE | {'"MaxAttempts": 8': '"MaxAttempts": 1'}
            )
        )
    assert (ended["status"], ended["error"]) == ("FAILED", "Sfn.SfnException")
    assert waits.now(waits.search())["status"] == "RUNNING"


def test_abort_whileGlueRetriesTheRun_stopsTheCurrentAttempt(waits, things):
    own = things()
    job = own.job(retries=1)
    arguments = {"--demo-seconds": "3", "--demo-outcome": "FAILED,SUCCEEDED"}
    execution = waits.start(request(job, args=arguments))
    waits.waiting(execution)
    poll(lambda: len(own.runs(job)), lambda attempts: attempts == 2, 20)
    waits.stop(execution)
    second, first = own.runs(job)
    waits.stopped(execution)
    assert (own.run_state(job, first), state_at_last(own, job, second)) == ("FAILED", "STOPPED")


def test_runJob_streamingJob_isRejectedAtTheFirstPollAndLeavesNoRun(waits, things, counts):
    own = things()
    streaming, job = own.job(command="gluestreaming"), own.job()
    with waits.altered("RunJob", LOOKING_OFTEN):
        refused = waits.start(request(streaming))
        items = [request(streaming), request(job, args={"--demo-seconds": "1"})]
        fleet = waits.start({"items": items, "toleratedFailures": 1}, "RunFleet")
        ended = waits.ended(refused)
        counted = json.loads(waits.ended(fleet)["output"])
    assert (ended["status"], ended["error"]) == ("FAILED", "io.glueconnector.error.InvalidRequest")
    assert f"{streaming} is a streaming job" in ended["cause"]
    assert counted["counts"] == {"InvalidRequest": 1, "SUCCEEDED": 1}
    assert f"{streaming} is a streaming job" in counted["failures"][0]["message"]
    waits.stopped(refused)
    runs = own.runs(streaming)
    assert [state_at_last(own, streaming, it) for it in runs] == ["STOPPED"] * 2
    assert all(waits.reads(it)[0] == "GetJobRun" for it in runs)
    counts["aborted executions that left no run behind"] += 2


def test_runJob_connectionMayNotReadRuns_failsWithOurErrorAndLeavesNoRun(waits, things, connections):
    statements = [
        it | {"Action": [name for name in it["Action"] if name != "glue:GetJobRun"]} for it in glue_permissions(ACCOUNT)
    ]
    connection = connections.access_key("may-not-look", statements=statements)
    own = things()
    job = own.job()
    bystanders = Bystanders(waits, own, job)
    with waits.altered("RunJob", DENIED_SHORTLY):
        execution = waits.start(request(job, connection=connection.name))
        waits.waiting(execution)
        (run,) = bystanders.others()
        waits.wake(waits.event(run))
        ended = waits.ended(execution)
    assert (ended["status"], ended["error"]) == ("FAILED", "io.glueconnector.error.AccessDenied")
    assert "Stop the run" in waits.entered(execution)
    assert len(waits.stopped(execution)) == 1
    assert state_at_last(own, job, run) == "STOPPED"
    bystanders.go_on()
