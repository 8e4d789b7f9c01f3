"""FindAbandoned's hourly search: it finds every end that no event reported, and stops when nothing runs."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import pytest

from conftest import ROOT, load
from interpreter import evaluated
from test_workflows import followed

FIND = load(ROOT / "statemachines/find-abandoned.asl.json")["States"]
LIST = FIND["List executions"]["ItemProcessor"]["States"]["List one page"]
HAND = FIND["Hand over each execution"]["ItemProcessor"]["States"]["Hand over the execution"]
MACHINES = ("RunJob", "RunCrawler", "RunFleet")
NOTHING: dict = {"runs": False, "ended": [], "failed": [], "succeeded": [], "more": []}
HOUR = 3600
BEGIN = datetime(2026, 1, 31, tzinfo=UTC).timestamp()
# The longest delay until Step Functions lists an execution that has started or ended.
LISTED_WITHIN = 240


def iso(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hour_of(seconds):
    """The hour that an execution requests; both workflows and FindAbandoned itself request it in the same way."""
    asked = [
        load(ROOT / f"statemachines/{it}.asl.json")["States"]["Ensure FindAbandoned runs"]["Arguments"]
        for it in ("run-job", "run-crawler")
    ]
    asked.append(FIND["Continue with the next hour"]["Arguments"])
    made = [evaluated(it, {"context": {"State": {"EnteredTime": iso(seconds)}}}) for it in asked]
    assert made[0] == made[1] == made[2]
    assert made[0]["Input"] == {"hour": made[0]["Name"]}
    return made[0]["Name"]


def search(hour):
    """The variables of an hour's search, and the time at which it starts to list."""
    wait, given = FIND["Wait for the end of the hour"], {"input": {"hour": hour}}
    begins = datetime.fromisoformat(evaluated(wait["Timestamp"], given)).timestamp()
    return begins, evaluated(wait["Assign"], given)


def listed(status, executions, variables, token=None):
    """The output for one page of a list."""
    asked = {"StateMachineArn": "machine", "StatusFilter": status, "MaxResults": 200}
    result = {"Executions": executions} | ({"NextToken": token} if token else {})
    return evaluated(LIST["Output"], {"input": asked, "result": result}, **variables)


def ended(execution, began, over):
    return {"ExecutionArn": execution, "StartDate": iso(began), "StopDate": iso(over)}


def test_search_lists_each_machine_by_each_status():
    begins, variables = search(hour_of(BEGIN))
    assert begins == BEGIN + HOUR + 300
    asked = {(it["StateMachineArn"], it["StatusFilter"], it["MaxResults"]) for it in variables["lists"]}
    statuses = (("RUNNING", 1), ("ABORTED", 50), ("TIMED_OUT", 50), ("FAILED", 100), ("SUCCEEDED", 100))
    assert asked == {(f"${{{it}StateMachineArn}}", status, most) for it in MACHINES for status, most in statuses}
    assert len(variables["lists"]) == 15


def test_page_of_ended_executions_returns_those_of_the_last_hours_and_the_next_page():
    _, variables = search(hour_of(BEGIN))
    recent = ended("recent", BEGIN - 9 * 24 * HOUR, BEGIN + 60)
    old = ended("old", BEGIN - 10 * 24 * HOUR, BEGIN - 3 * HOUR)
    page = listed("ABORTED", [recent, old], variables, "next")
    assert page["ended"] == [{"execution": "recent", "ended": recent["StopDate"]}]
    (more,) = page["more"]
    assert more == {"StateMachineArn": "machine", "StatusFilter": "ABORTED", "MaxResults": 200, "NextToken": "next"}
    assert (page["runs"], page["failed"]) == (False, [])
    assert listed("ABORTED", [recent, old], variables)["more"] == []
    ancient = ended("ancient", BEGIN - 33 * 24 * HOUR, BEGIN - 20 * 24 * HOUR)
    assert listed("TIMED_OUT", [recent, ancient], variables, "next")["more"] == []
    assert listed("TIMED_OUT", [], variables) == NOTHING


def test_page_of_failed_executions_returns_those_with_an_unknown_error():
    _, variables = search(hour_of(BEGIN))
    recent, old = ended("recent", BEGIN, BEGIN + 60), ended("old", BEGIN - 10 * HOUR, BEGIN - 3 * HOUR)
    page = listed("FAILED", [recent, old], variables)
    assert page == NOTHING | {"failed": [{"execution": "recent", "ended": recent["StopDate"]}]}


def test_page_of_succeeded_executions_returns_those_of_the_last_hours_and_ends_after_three_days():
    _, variables = search(hour_of(BEGIN))
    recent, old = ended("recent", BEGIN, BEGIN + 60), ended("old", BEGIN - 10 * HOUR, BEGIN - 3 * HOUR)
    page = listed("SUCCEEDED", [recent, old], variables, "next")
    assert page["succeeded"] == [{"execution": "recent", "ended": recent["StopDate"]}]
    assert len(page["more"]) == 1
    older = ended("older", BEGIN - 73 * HOUR, BEGIN - 72 * HOUR)
    assert listed("SUCCEEDED", [recent, older], variables, "next")["more"] == []


def test_execution_that_ends_while_it_is_listed_is_left_to_the_next_search():
    """TellEnds may be telling its end at that time."""
    _, variables = search(hour_of(BEGIN))
    before, after = (ended(it, BEGIN, over) for it, over in (("before", BEGIN + HOUR - 1), ("after", BEGIN + HOUR)))
    assert listed("FAILED", [before], variables)["runs"] is False
    page = listed("FAILED", [after, before], variables)
    assert page["runs"] is True
    told = evaluated(
        FIND["Tell the ends"]["Items"], {"input": {"ended": [], "failed": page["failed"], "succeeded": []}}, **variables
    )
    assert told == [{"executions": [{"execution": "before", "ended": before["StopDate"]}]}]


def test_ends_of_each_list_are_passed_together():
    _, variables = search(hour_of(BEGIN))
    ends = [{"execution": f"e{it}", "ended": iso(BEGIN)} for it in range(4)]
    given = {"ended": ends[:1], "failed": [], "succeeded": ends[1:]}
    passed = evaluated(FIND["Tell the ends"]["Items"], {"input": given}, **variables)
    assert passed == [{"executions": ends[:1]}, {"executions": ends[1:]}]
    assert evaluated(FIND["Tell the ends"]["Items"], {"input": given | {"ended": [], "succeeded": []}}, **variables) == []


def test_page_of_running_executions_shows_only_that_some_run():
    _, variables = search(hour_of(BEGIN))
    running = {"ExecutionArn": "running", "StartDate": iso(BEGIN)}
    assert listed("RUNNING", [running], variables, "next") == NOTHING | {"runs": True}
    assert listed("RUNNING", [], variables)["runs"] is False


def test_pages_together_return_the_executions_to_check_and_the_lists_to_continue():
    nothing, found = NOTHING, {it: [{"execution": it}] for it in ("ended", "failed", "succeeded")}
    pages = [nothing, found | {"runs": True, "more": [{"NextToken": "n"}]}]
    after = FIND["List executions"]
    assert evaluated(after["Output"], {"result": pages}) == found
    assert evaluated(after["Assign"], {"result": pages}, runs=False, work=7) == {
        "runs": True,
        "lists": [{"NextToken": "n"}],
        "work": 11,
        "areTold": False,
    }
    assert evaluated(after["Output"], {"result": [nothing] * 12}) == {"ended": [], "failed": [], "succeeded": []}
    assigned = evaluated(after["Assign"], {"result": [nothing] * 12}, runs=False, work=0)
    assert assigned == {"runs": False, "lists": [], "work": 12, "areTold": False}
    assert evaluated(after["Assign"], {"result": [nothing] * 12}, runs=True, work=0)["runs"] is True


# After these errors, the run has ended, none was started, or the execution itself has started StopAbandoned.
ORDINARY = ("JobRun.FAILED", "JobRun.TIMEOUT", "Crawl.STOPPED", "Fleet.TooManyFailures", "io.glueconnector.error.NotFound")
# None: AWS returned no error.
EXTRAORDINARY = (
    "States.Runtime",
    "States.DataLimitExceeded",
    "States.QueryEvaluationError",
    "Lambda.AWSLambdaException",
    "DynamoDb.DynamoDbException",
    None,
)


@pytest.mark.parametrize("error", ORDINARY + EXTRAORDINARY)
def test_failed_execution_is_handed_over_unless_its_error_shows_that_no_run_is_left(error):
    (asked,) = FIND["Get each failure"]["ItemProcessor"]["States"].values()
    execution, result = {"execution": "e", "ended": iso(BEGIN)}, {"Error": error} if error else {}
    left = evaluated(asked["Output"], {"input": execution, "result": result})
    assert left == {"ended": [] if error in ORDINARY else [execution]}


def test_ordinary_failure_costs_one_transition():
    """Each state of a Map's processor costs one transition: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html"""
    processor = FIND["Get each failure"]["ItemProcessor"]
    assert list(processor["States"]) == [processor["StartAt"]]


def test_failures_together_are_handed_over_with_what_was_aborted():
    found = [{"ended": []}, {"ended": [{"execution": "b"}]}, {"ended": []}]
    output = FIND["Get each failure"]["Output"]
    assert evaluated(output, {"input": {"ended": [{"execution": "a"}]}, "result": found})["ended"] == [
        {"execution": "a"},
        {"execution": "b"},
    ]
    assert evaluated(output, {"input": {"ended": []}, "result": found[1:2]})["ended"] == [{"execution": "b"}]
    assert evaluated(output, {"input": {"ended": []}, "result": found[:1]}) == {"ended": [], "failed": []}


def test_search_does_one_thing_after_another():
    choice, one = FIND["What is left to do?"], [{"execution": "e"}]

    def next_after(found, **variables):
        defaults = {"lists": [], "work": 12, "runs": False, "areTold": True}
        return followed(choice, states={"input": found}, **(defaults | variables))

    for kind in ("ended", "failed", "succeeded"):
        assert next_after({"ended": [], "failed": [], "succeeded": []} | {kind: one}, areTold=False) == "Tell the ends"
    assert FIND["Tell the ends"]["Assign"] == {"areTold": True}
    assert next_after({"ended": one, "failed": one}, lists=one) == "Get each failure"
    assert next_after({"ended": one, "failed": []}, lists=one) == "Hand over each execution"
    assert next_after({}, lists=one, runs=True) == "List executions"
    assert next_after({}, lists=one, work=300, runs=True) == "Start a search of the other pages"
    assert next_after({}, runs=True) == "Continue with the next hour"
    assert next_after({}) == "Done"


def test_search_of_other_pages_continues_where_the_first_one_stopped():
    pages = [{"StateMachineArn": "machine", "StatusFilter": "FAILED", "MaxResults": 200, "NextToken": "next"}]
    goes_on = FIND["Start a search of the other pages"]
    given = evaluated(goes_on["Arguments"]["Input"], hour=hour_of(BEGIN), lists=pages)
    variables = evaluated(FIND["Wait for the end of the hour"]["Assign"], {"input": given})
    assert (variables["lists"], variables["runs"], variables["hour"]) == (pages, False, hour_of(BEGIN))
    assert goes_on["Assign"] == {"lists": []}


def most_of_a_page(status):
    return next(it["MaxResults"] for it in search(hour_of(BEGIN))[1]["lists"] if it["StatusFilter"] == status)


def longest_page(status):
    """A page of the longest names, as Step Functions lists them."""
    machine = "arn:aws-us-gov:states:us-gov-west-1:111122223333:stateMachine:" + "s" * 40 + "-RunCrawler"
    execution = machine.replace(":stateMachine:", ":execution:") + ":" + "n" * 80
    dates = {"StartDate": iso(BEGIN), "StopDate": iso(BEGIN), "RedriveCount": 0, "RedriveDate": iso(BEGIN)}
    item = {"ExecutionArn": execution, "StateMachineArn": machine, "Name": "n" * 80, "Status": status} | dates
    return {"Executions": [item] * most_of_a_page(status), "NextToken": "t" * 1024}


def test_longest_lists_fit_into_a_state():
    """256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
    _, variables = search(hour_of(BEGIN))
    pages = []
    for status in ("ABORTED", "TIMED_OUT", "FAILED", "SUCCEEDED"):
        page = longest_page(status)
        assert len(json.dumps(page)) < 256 * 1024, status
        pages += [listed(status, page["Executions"], variables, page["NextToken"])] * len(MACHINES)
    assert len(json.dumps(pages)) < 256 * 1024


def test_longest_search_fits_into_a_history():
    """25,000 events: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
    choice = FIND["What is left to do?"]
    limit = next(
        work
        for work in range(1, 10_000)
        if followed(choice, states={"input": {}}, lists=[1], work=work, runs=True, areTold=True) != "List executions"
    )
    events_of_a_page, events_of_an_execution = 7 + 13, 7 + 9
    last_pages = len(MACHINES) * 4
    last_executions = len(MACHINES) * sum(most_of_a_page(it) for it in ("ABORTED", "TIMED_OUT", "FAILED"))
    # Leaves some room for retried tasks.
    assert (limit + last_pages) * events_of_a_page + last_executions * events_of_an_execution < 22_000


def test_each_end_is_handed_over_once():
    one, again = ({"execution": "e", "ended": iso(it)} for it in (BEGIN, BEGIN + 60))
    names = [evaluated(HAND["Arguments"], {"input": it})["Name"] for it in (one, again, one)]
    assert names[0] == names[2] != names[1]
    assert len(names[0]) <= 80


@dataclass
class Execution:
    """An execution without an event for its end. It requests the search of the hour of `asks`; the request ends at `asked`."""

    began: float
    asks: float
    asked: float
    over: float
    found: float | None = None


def some_executions(chance):
    for _ in range(chance.choice((1, 2, 5))):
        began = BEGIN + chance.uniform(0, 12 * HOUR)
        asks = began + chance.uniform(0, 400)
        asked = asks + chance.choice((1, chance.uniform(0, 2 * HOUR)))
        lasts = chance.choice((1, 60, HOUR, 9 * HOUR))
        yield Execution(began, asks, asked, max(asked, began + chance.uniform(0, lasts)))


def play(executions, chance):
    """Runs every requested hour once; one of these searches may fail."""
    asked_for = sorted((it.asked, hour_of(it.asks)) for it in executions)
    names = {f"execution {number}": it for number, it in enumerate(executions)}
    run, failing = set(), chance.choice((1, 2, None))
    while asked_for:
        asked, hour = asked_for.pop(0)
        if hour in run:
            continue
        run.add(hour)
        assert len(run) < 30, "the searches do not end"
        begins, variables = search(hour)
        now = max(begins, asked) + chance.uniform(0, 30)
        shown = now - chance.uniform(0, LISTED_WITHIN)
        gone = [ended(name, it.began, it.over) for name, it in names.items() if it.over <= shown]
        running = [{"StartDate": iso(it.began)} for it in executions if it.began <= shown < it.over]
        fails = len(run) == failing
        for found in [] if fails else listed("ABORTED", gone, variables)["ended"]:
            names[found["execution"]].found = names[found["execution"]].found or now
        if fails or listed("RUNNING", running[:1], variables)["runs"] or listed("ABORTED", gone, variables)["runs"]:
            asked_for = sorted([*asked_for, (now, hour_of(now))])


def test_every_execution_that_starts_something_is_found_and_then_the_searches_stop(say):
    histories, worst, chance = 500, 0.0, Random(20_261_125)
    for _ in range(histories):
        executions = list(some_executions(chance))
        play(executions, chance)
        assert all(it.found for it in executions), executions
        worst = max(worst, *(it.found - it.over for it in executions))
    say(f"{histories} histories of executions without an event for their end: all found, the last after {worst / HOUR:.1f} hours")
