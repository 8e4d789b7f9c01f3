"""FindAbandoned's hours: whatever an event did not tell is found, and no hour is looked at while nothing runs."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from conftest import ROOT, load
from jsonata import Jsonata

FIND = load(ROOT / "statemachines/find-abandoned.asl.json")["States"]
LIST = FIND["List executions"]["ItemProcessor"]["States"]["List them"]
HAND = FIND["Hand over each"]["ItemProcessor"]["States"]["Hand it over"]
MACHINES = ("RunJob", "RunCrawler", "RunFleet")
HOUR = 3600
BEGIN = datetime(2026, 1, 31, tzinfo=UTC).timestamp()
# How long Step Functions may take to list what has begun or ended.
LISTED_WITHIN = 240


def evaluated(template, states=None, **variables):
    if isinstance(template, dict):
        return {name: evaluated(it, states, **variables) for name, it in template.items()}
    if not (isinstance(template, str) and template.startswith("{%")):
        return template
    expression = Jsonata(template.removeprefix("{%").removesuffix("%}"))
    # What Step Functions adds to JSONata.
    expression.register_lambda("hash", lambda value, _: hashlib.sha256(value.encode()).hexdigest())
    return expression.evaluate(None, {"states": states or {}, **variables})


def iso(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hour_of(seconds):
    """The hour that an execution asks for; both workflows and FindAbandoned itself ask in the same way."""
    asked = [load(ROOT / f"statemachines/{it}.asl.json")["States"]["Have it looked after"]["Arguments"] for it in ("run-job", "run-crawler")]
    asked.append(FIND["Go on with the next hour"]["Arguments"])
    made = [evaluated(it, {"context": {"State": {"EnteredTime": iso(seconds)}}}) for it in asked]
    assert made[0] == made[1] == made[2]
    assert made[0]["Input"] == {"hour": made[0]["Name"]}
    return made[0]["Name"]


def search(hour):
    """What an hour's search has in its variables, and when it begins to list."""
    wait, given = FIND["Wait for the end of the hour"], {"input": {"hour": hour}}
    begins = datetime.fromisoformat(evaluated(wait["Timestamp"], given)).timestamp()
    return begins, evaluated(wait["Assign"], given)


def listed(status, executions, variables, token=None):
    """What a page of a list leads to."""
    asked = {"StateMachineArn": "machine", "StatusFilter": status, "MaxResults": 200}
    result = {"Executions": executions} | ({"NextToken": token} if token else {})
    return evaluated(LIST["Output"], {"input": asked, "result": result}, **variables)


def ended(execution, began, over):
    return {"ExecutionArn": execution, "StartDate": iso(began), "StopDate": iso(over)}


def test_search_lists_each_machine_by_each_status():
    begins, variables = search(hour_of(BEGIN))
    assert begins == BEGIN + HOUR + 300
    asked = {(it["StateMachineArn"], it["StatusFilter"], it["MaxResults"]) for it in variables["lists"]}
    statuses = (("RUNNING", 1), ("ABORTED", 200), ("TIMED_OUT", 200))
    assert asked == {(f"${{{it}StateMachineArn}}", status, most) for it in MACHINES for status, most in statuses}
    assert len(variables["lists"]) == 9


def test_page_of_ended_executions_leads_to_those_of_the_last_hours_and_to_the_next_page():
    _, variables = search(hour_of(BEGIN))
    recent = ended("recent", BEGIN - 9 * 24 * HOUR, BEGIN + 60)
    old = ended("old", BEGIN - 10 * 24 * HOUR, BEGIN - 3 * HOUR)
    page = listed("ABORTED", [recent, old], variables, "next")
    assert page["ended"] == [{"execution": "recent", "ended": recent["StopDate"]}]
    (more,) = page["more"]
    assert more == {"StateMachineArn": "machine", "StatusFilter": "ABORTED", "MaxResults": 200, "NextToken": "next"}
    assert page["runs"] is False
    assert listed("ABORTED", [recent, old], variables)["more"] == []
    ancient = ended("ancient", BEGIN - 33 * 24 * HOUR, BEGIN - 20 * 24 * HOUR)
    assert listed("TIMED_OUT", [recent, ancient], variables, "next")["more"] == []
    assert listed("TIMED_OUT", [], variables) == {"runs": False, "ended": [], "more": []}


def test_page_of_running_executions_says_only_that_some_run():
    _, variables = search(hour_of(BEGIN))
    running = {"ExecutionArn": "running", "StartDate": iso(BEGIN)}
    assert listed("RUNNING", [running], variables, "next") == {"runs": True, "ended": [], "more": []}
    assert listed("RUNNING", [], variables)["runs"] is False


def test_pages_together_say_what_to_hand_over_and_what_to_list_next():
    pages = [{"runs": False, "ended": [], "more": []}, {"runs": True, "ended": [{"execution": "a"}], "more": [{"NextToken": "n"}]}]
    after = FIND["List executions"]
    assert evaluated(after["Output"], {"result": pages}) == [{"execution": "a"}]
    assert evaluated(after["Assign"], {"result": pages}, runs=False) == {"runs": True, "lists": [{"NextToken": "n"}]}
    nothing = [{"runs": False, "ended": [], "more": []}] * 9
    assert evaluated(after["Output"], {"result": nothing}) == []
    assert evaluated(after["Assign"], {"result": nothing}, runs=False) == {"runs": False, "lists": []}
    assert evaluated(after["Assign"], {"result": nothing}, runs=True)["runs"] is True


def test_longest_lists_of_an_hour_fit_into_a_state():
    """256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
    longest = {"execution": "arn:aws-us-gov:states:us-gov-west-1:111122223333:execution:glue-connector-RunJob:" + "n" * 49, "ended": iso(BEGIN)}
    assert len(f'{[longest] * 1200}') < 256 * 1024


def test_each_end_is_handed_over_once():
    one, again = ({"execution": "e", "ended": iso(it)} for it in (BEGIN, BEGIN + 60))
    names = [evaluated(HAND["Arguments"], {"input": it})["Name"] for it in (one, again, one)]
    assert names[0] == names[2] != names[1]
    assert len(names[0]) <= 80


@dataclass
class Execution:
    """One whose end nobody is told of. It asks for the hour of `asks`, which takes until `asked`."""

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
    """Runs every hour that somebody asks for, once; one of them may fail."""
    asked_for = sorted((it.asked, hour_of(it.asks)) for it in executions)
    names = {f"execution {number}": it for number, it in enumerate(executions)}
    run, failing = set(), chance.choice((1, 2, None))
    while asked_for:
        asked, hour = asked_for.pop(0)
        if hour in run:
            continue
        run.add(hour)
        assert len(run) < 30, "it does not end"
        begins, variables = search(hour)
        now = max(begins, asked) + chance.uniform(0, 30)
        shown = now - chance.uniform(0, LISTED_WITHIN)
        gone = [ended(name, it.began, it.over) for name, it in names.items() if it.over <= shown]
        running = [{"StartDate": iso(it.began)} for it in executions if it.began <= shown < it.over]
        fails = len(run) == failing
        for found in [] if fails else listed("ABORTED", gone, variables)["ended"]:
            names[found["execution"]].found = names[found["execution"]].found or now
        if fails or listed("RUNNING", running[:1], variables)["runs"]:
            asked_for = sorted([*asked_for, (now, hour_of(now))])


def test_every_execution_that_starts_something_is_found_and_then_nothing_looks_any_more(say):
    histories, worst, chance = 500, 0.0, Random(20_261_125)
    for _ in range(histories):
        executions = list(some_executions(chance))
        play(executions, chance)
        assert all(it.found for it in executions), executions
        worst = max(worst, *(it.found - it.over for it in executions))
    say(f"{histories} histories of executions whose end no event told: all found, the last after {worst / HOUR:.1f} hours")
