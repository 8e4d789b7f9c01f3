"""Every wait gets the correct end, exactly once, whatever happens to the events; no run outlives an aborted execution."""

import os

import pytest

from histories import NEVER, SEED, Tally, play
from interpreter import Expressions
from world import altered, deployed, mutated

# Enough to find every mistake below. CONTRIBUTING.md shows how to play more.
HISTORIES = int(os.environ.get("HISTORIES", "4000"))


@pytest.fixture(scope="module")
def expressions():
    return Expressions()


@pytest.fixture(scope="module")
def tally(expressions):
    counted, definitions = Tally(), deployed()
    for number in range(HISTORIES):
        play(expressions, definitions, number, counted)
    return counted


def test_histories_all_endCorrectlyAndOnceAndLeaveNoRun(tally, say, record_testsuite_property):
    say(f"seed {SEED}, {tally.line()}")
    record_testsuite_property(
        "waits in random histories that learned the right end once", tally.waits - tally.lost - tally.wrong - tally.duplicates
    )
    record_testsuite_property("executions aborted in random histories that left no run behind", tally.aborted - tally.left_alive)
    assert tally.histories == HISTORIES
    assert tally.findings() == set()
    assert max(tally.first_look, tally.first_look_where_events_come) < NEVER
    assert (
        min(
            tally.failed,
            tally.worst_with_event,
            tally.worst_between_attempts,
            tally.most_looks,
            tally.most_looks_of_an_hour,
            *tally.kinds.values(),
        )
        > 0
    )


ROW_OF_A_RUN = "$states.input.detail.jobRunId"
SUCCEEDED = {"Output": {"state": "SUCCEEDED"}, "Next": "Succeeded"}
COMPLETED = {"Output": {"progress": "ended", "state": "COMPLETED"}, "Next": "Has it ended?"}
# Altered definitions, and the guarantee that each breaks first.
MISTAKES = {
    "oneRowForAllAttempts": (
        lambda: mutated(
            (
                "RunJob",
                "$plan.region, $jobRunId]",
                "$plan.region, $substringBefore($jobRunId, '_0') = $jobRunId ? 'jr_load_0' : $jobRunId]",
            ),
            (
                "EndWaits",
                ROW_OF_A_RUN,
                "$substring($states.input.detail.jobRunId, 0, 7) = 'jr_load' ? 'jr_load_0' : $states.input.detail.jobRunId",
            ),
        ),
        "too many polls between attempts",
    ),
    "rowOfAnotherRun": (lambda: mutated(("EndWaits", ROW_OF_A_RUN, "$states.input.id")), "late with the event"),
    "rowWithoutItsAccount": (
        lambda: mutated(
            ("RunJob", "'wait:' & $plan.account", "'wait:'"), ("EndWaits", "'wait:' & $states.input.account", "'wait:'")
        ),
        "too many polls",
    ),
    "oneTokenForAllExecutions": (
        lambda: mutated(
            ("RunJob", '"#execution": "{% $states.context.Execution.Id %}"', '"#execution": "one:execution:for-all"')
        ),
        "late with the event",
    ),
    "tokenNotReplaced": (
        lambda: mutated(("RunJob", "SET #execution = :token,", "SET #execution = if_not_exists(#execution, :token),")),
        "late with the event",
    ),
    "notedEndNotSeenByTheWait": (
        lambda: altered("RunJob", lambda states: states["Wait for the end"]["Arguments"].pop("ConditionExpression")),
        "late with the event",
    ),
    "tokensStayWhenAnswered": (lambda: altered("EndWaits", keep_tokens), "duplicate wake-ups"),
    "noLookAfterATimeOut": (lambda: altered("RunJob", lambda states: after_time_out(states, "Wait for the end")), "lost"),
    "eventTakenForTheEnd": (
        lambda: altered("RunJob", lambda states: states["Wait for the end"].update(SUCCEEDED)),
        "wrong",
    ),
    "firstAttemptForTheLast": (lambda: mutated(("RunJob", "'attempt': $plan.attempt", "'attempt': 'first'")), "wrong"),
    "looksEveryFewMinutes": (lambda: mutated(("RunJob", "[300, 900, 3600]", "[300]")), "too many polls"),
    "looksEveryMinuteForEver": (
        lambda: mutated(("RunJob", "60, 60, 60, 300]", "60, 60, 60]")),
        "too many polls without events",
    ),
    "looksBeforeTheFirstCheck": (lambda: mutated(("RunJob", "[15, 45,", "[5, 55,")), "polls too soon"),
    "looksBeforeAnEventCanCome": (lambda: mutated(("RunJob", "[300, 900,", "[15, 900,")), "polls too soon although events come"),
    "endOfAnEarlierCrawl": (
        lambda: altered("RunCrawler", lambda states: states["Wait for the end"].update(COMPLETED)),
        "wrong",
    ),
    "noLookAtACrawlAfterATimeOut": (
        lambda: altered("RunCrawler", lambda states: after_time_out(states, "Wait for the end")),
        "lost",
    ),
    "runOfAnotherStopped": (
        lambda: mutated(("StopAbandoned", " and $states.input.execution = $execution", "")),
        "stopped another's run",
    ),
    "denialAtALookCounts": (lambda: mutated(("RunJob", '"io.glueconnector.error.NotFound", ', "")), "wrong"),
    "crawlerThatGetsReadyTakenForACrawl": (
        lambda: mutated(("RunCrawler", ".retryAfterSeconds < 60", ".retryAfterSeconds < 10")),
        "lost",
    ),
    "failedExecutionsNotSearched": (lambda: mutated(("FindAbandoned", "'TIMED_OUT', 'FAILED',", "'TIMED_OUT',")), "left behind"),
    "startUnderWayNotAwaited": (lambda: altered("StopAbandoned", do_not_settle), "left behind"),
}


def keep_tokens(states):
    """Records the end in the item instead of replacing the item."""
    note = states["Record the end"]
    item = note["Arguments"].pop("Item")
    values = {":ended": item["endedAt"], ":expires": item["expiresAt"]}
    note["Arguments"] |= {"Key": {"startId": item["startId"]}, "ExpressionAttributeValues": values}
    note["Arguments"]["UpdateExpression"] = "SET endedAt = :ended, expiresAt = :expires"
    note["Resource"] = note["Resource"].replace("putItem", "updateItem")


def after_time_out(states, following):
    (catcher,) = [it for it in states["Wait for the end"]["Catch"] if it["ErrorEquals"] == ["States.Timeout"]]
    catcher["Next"] = following


def do_not_settle(states):
    choices = states["Settle each start"]["ItemProcessor"]["States"]["Did the execution start it?"]["Choices"]
    choices[:] = [it for it in choices if "'none'" not in it["Condition"] and "inFlight" not in it["Condition"]]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_histories_ofFaultyWorkflows_showTheFault(mistake, expressions, record_testsuite_property):
    """Proves that the histories can fail: each mistake breaks the guarantee that is named with it."""
    make, expected = MISTAKES[mistake]
    definitions, tally = make(), Tally()
    for number in range(HISTORIES):
        play(expressions, definitions, number, tally)
        if expected in tally.findings():
            break
    assert expected in tally.findings()
    record_testsuite_property("mistakes in workflows that the random histories detect", len(MISTAKES))
