"""RunFleet's definition: what it refuses, which items it makes, what it tells, and how its executions are found."""

import hashlib
import json

import pytest
from conftest import ROOT, load
from jsonata import Jsonata

FLEET = load(ROOT / "statemachines/run-fleet.asl.json")["States"]
CHILD = FLEET["Run each"]["ItemProcessor"]["States"]
EXECUTION = "arn:aws:states:eu-west-1:111122223333:execution:stack-RunFleet:one"
ITEM = {"name": "sales load"}


def evaluated(template, states=None, **variables):
    if isinstance(template, dict):
        return {name: evaluated(it, states, **variables) for name, it in template.items()}
    if not (isinstance(template, str) and template.startswith("{%")):
        return template
    expression = Jsonata(template.removeprefix("{%").removesuffix("%}"))
    # What Step Functions adds to JSONata.
    expression.register_lambda("parse", json.loads)
    expression.register_lambda("hash", lambda value, _: hashlib.sha256(value.encode()).hexdigest())
    return expression.evaluate(None, {"states": states or {}, **variables})


def problem_of(given):
    return evaluated(FLEET["Check the input"]["Assign"]["problem"], {"input": given}).strip()


def items_of(given):
    states = {"input": given, "context": {"Execution": {"Id": EXECUTION}}}
    assigned = evaluated(FLEET["Check the input"]["Assign"], states)
    return evaluated(FLEET["Take the items"]["Assign"]["items"], states, **assigned)


@pytest.mark.parametrize(
    "given",
    [
        {"items": [ITEM]},
        {"items": [ITEM] * 500, "maxConcurrency": 200, "toleratedFailures": "10%"},
        {"items": [ITEM], "jobs": None, "defaults": {"args": {}}},
        {"itemsKey": "fleets/nightly.json", "toleratedFailures": 3},
        {"jobs": ["a"], "connections": ["default", "team-a"], "regions": ["eu-west-1"]},
        {"tags": {"team": "sales"}, "maxConcurrency": 1, "toleratedFailures": 0},
    ],
)
def test_right_fleet_is_accepted(given):
    assert problem_of(given) == ""


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ([], "object"),
        ("fleet", "object"),
        ({}, "one of items"),
        ({"items": [ITEM], "tags": {"a": "b"}}, "one of items"),
        ({"items": [ITEM], "job": "x"}, "job is no field"),
        ({"items": []}, "empty"),
        ({"items": [ITEM] * 501}, "501"),
        ({"items": "x"}, "items"),
        ({"items": [ITEM], "regions": ["eu-west-1"]}, "regions"),
        ({"itemsKey": ""}, "itemsKey"),
        ({"itemsKey": 5}, "itemsKey"),
        ({"jobs": []}, "jobs"),
        ({"jobs": ["a", 5]}, "jobs"),
        ({"jobs": [f"job {it}" for it in range(251)], "regions": ["eu-west-1", "eu-central-1"]}, "502"),
        ({"tags": {}}, "tags"),
        ({"tags": ["a"]}, "tags"),
        ({"jobs": ["a"], "connections": "default"}, "connections"),
        ({"jobs": ["a"], "regions": [""]}, "regions"),
        ({"items": [ITEM], "defaults": "x"}, "defaults"),
        ({"items": [ITEM], "maxConcurrency": 0}, "maxConcurrency"),
        ({"items": [ITEM], "maxConcurrency": 201}, "maxConcurrency"),
        ({"items": [ITEM], "maxConcurrency": "20"}, "maxConcurrency"),
        ({"items": [ITEM], "maxConcurrency": 1.5}, "maxConcurrency"),
        ({"items": [ITEM], "toleratedFailures": -1}, "toleratedFailures"),
        ({"items": [ITEM], "toleratedFailures": "101%"}, "toleratedFailures"),
        ({"items": [ITEM], "toleratedFailures": True}, "toleratedFailures"),
    ],
)
def test_wrong_fleet_is_refused_and_says_what_is_wrong(given, word):
    assert word in problem_of(given)


def test_items_are_jobs_over_connections_and_regions():
    items = items_of({"jobs": ["a", "b"], "connections": ["x", "y"], "regions": ["eu-west-1", "eu-central-1"]})
    assert len(items) == len({json.dumps(it) for it in items}) == 8
    assert {"name": "b", "connection": "y", "region": "eu-central-1"} in items
    assert items_of({"jobs": ["a"]}) == [{"name": "a", "connection": "default"}]
    assert items_of({"items": [ITEM]}) == [ITEM]


def test_listed_and_inline_items_are_run_alike():
    listed, inline = FLEET["Run each of the object"], FLEET["Run each"]
    for field in ("ItemProcessor", "ItemSelector", "MaxConcurrency", "ToleratedFailurePercentage", "Assign", "Output", "Next"):
        assert listed[field] == inline[field], field


def test_children_leave_the_map_by_success_only():
    """So that a fleet goes on whatever becomes of an item."""
    assert {it["Type"] for it in CHILD.values()} <= {"Choice", "Pass", "Task", "Wait", "Succeed"}
    for name, state in CHILD.items():
        if state["Type"] == "Task":
            assert "States.ALL" in [error for it in state["Catch"] for error in it["ErrorEquals"]], name


@pytest.mark.parametrize(
    "error",
    [
        # https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
        "StepFunctions.ExecutionLimitExceeded",
        # As the integration was seen to name its errors: with the ending Exception, such as ExecutionAlreadyExistsException.
        "StepFunctions.ExecutionLimitExceededException",
        # Throttling has no class of its own in AWS's SDKs for Java; each has another general one.
        "StepFunctions.ThrottlingException",
        "StepFunctions.AWSStepFunctionsException",
        "StepFunctions.SfnException",
    ],
)
def test_start_that_is_throttled_is_repeated_for_minutes(error):
    (retrier,) = [it for it in CHILD["Run the job"]["Retry"] if error in it["ErrorEquals"]]
    assert sum(pauses_of(retrier)) / 2 > 120
    assert not {"States.ALL", "States.TaskFailed"} & set(retrier["ErrorEquals"])


@pytest.mark.parametrize("error", ["Lambda.TooManyRequestsException", "io.glueconnector.error.Throttled"])
@pytest.mark.parametrize("step", ["Plan the wait", "Start job run"])
def test_item_that_is_throttled_is_repeated_until_a_fleets_first_wave_is_through(step, error):
    """For longer than the 200 seconds in which Glue takes 200 starts, the most at once, if it takes one in a second."""
    (retrier,) = [it for it in load(ROOT / "statemachines/run-job.asl.json")["States"][step]["Retry"] if error in it["ErrorEquals"]]
    assert sum(pauses_of(retrier)) / 2 > 200


def pauses_of(retrier):
    """The longest pauses; with full jitter each is half as long on the average."""
    growing = (retrier["IntervalSeconds"] * retrier["BackoffRate"] ** it for it in range(retrier["MaxAttempts"]))
    assert retrier["JitterStrategy"] == "FULL"
    return [min(it, retrier["MaxDelaySeconds"]) for it in growing]


@pytest.mark.parametrize(
    ("error", "cause", "state", "message"),
    [
        ("JobRun.FAILED", {"jobRunId": "jr_1", "errorMessage": "no disk"}, "FAILED", "no disk"),
        ("JobRun.EXPIRED", {"jobRunId": "jr_1"}, "EXPIRED", None),
        (
            "io.glueconnector.error.NotFound",
            {"errorType": "x", "errorMessage": json.dumps({"code": "NotFound", "detail": "No such job."})},
            "NotFound",
            "No such job.",
        ),
        ("Lambda.Unknown", None, "Lambda.Unknown", ""),
        (None, None, "ABORTED", ""),
    ],
)
def test_verdict_says_what_became_of_the_execution(error, cause, state, message):
    execution = {"Status": "FAILED" if error else "ABORTED"}
    execution |= {"Error": error} if error else {}
    execution |= {"Cause": json.dumps(cause)} if cause else {}
    verdict = evaluated(CHILD["Get its end"]["Assign"]["verdict"], {"result": execution})
    assert (verdict["state"], verdict.get("message")) == (state, message)


def summary(states, not_listed=(), tolerated=0):
    results = [{"index": index, "state": state} for index, state in enumerate(states)]
    variables = {"results": results, "notListed": list(not_listed), "tolerated": tolerated}
    return evaluated(FLEET["Sum up"]["Assign"], **variables)


def test_summary_counts_every_item_and_names_the_first_hundred_failures():
    told = summary(["SUCCEEDED"] * 850 + ["FAILED"] * 130 + ["NotFound"] * 20, tolerated="15%")
    assert told["counts"] == {"SUCCEEDED": 850, "FAILED": 130, "NotFound": 20}
    assert (told["failed"], told["allowed"]) == (150, 150)
    assert [it["index"] for it in told["firstFailed"]] == list(range(850, 950))
    assert summary(["SUCCEEDED"])["firstFailed"] == []
    assert summary(["FAILED"])["firstFailed"] == [{"index": 0, "state": "FAILED"}]
    assert summary([], [{"state": "AccessDenied"}])["counts"] == {"AccessDenied": 1}
    assert "empty" in summary([])["problem"]


def test_verdicts_of_the_largest_fleet_fit_into_a_state():
    """256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
    most = FLEET["Run each of the object"]["ItemReader"]["ReaderConfig"]["MaxItems"]
    cut = int(CHILD["Is it one too many?"]["Choices"][0]["Condition"].split(">=")[1].strip(" %}"))
    assert most == cut + 1
    largest = {"index": cut, "state": "ConcurrentRunsExceeded"}
    assert len(json.dumps([largest] * most, separators=(",", ":"))) < 256 * 1024


def test_causes_of_failed_fleets_fit():
    """32,768 characters: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionFailedEventDetails.html"""
    longest = {"index": 4999, "state": "x" * 30, "name": "n" * 255, "connection": "c" * 64, "region": "r" * 20, "jobRunId": "j" * 70, "message": "m" * 300}
    for failures in (1, 20, 100):
        cause = evaluated(FLEET["Failed"]["Cause"], {"input": {"items": 100, "counts": {}, "failures": [longest] * failures}})
        assert len(cause) < 32_768
        assert len(json.loads(cause)["failures"]) == min(failures, 20)


def test_executions_of_a_fleet_are_found_by_its_name():
    fleet = evaluated(FLEET["Check the input"]["Assign"]["fleet"], {"context": {"Execution": {"Id": EXECUTION}}, "input": {}})
    context = {"Execution": {"Id": f"{EXECUTION}/Items:x", "RedriveCount": 0}}
    name = evaluated(CHILD["Run the job"]["Arguments"]["Name"], {"input": {"fleet": fleet, "index": 4999}, "context": context})
    assert len(name) <= 80
    assert name == evaluated(CHILD["Run the job"]["Catch"][0]["Assign"]["name"], {"input": {"fleet": fleet, "index": 4999}, "context": context})
    stop = load(ROOT / "statemachines/stop-abandoned.asl.json")["States"]
    found = {"ExecutionArn": EXECUTION, "StateMachineArn": "${RunFleetStateMachineArn}"}
    sought = evaluated(stop["Describe the execution"]["Assign"]["fleet"], {"result": found})
    others = [{"Name": "by hand", "ExecutionArn": "a"}, {"Name": f"{sought[:-2]}x-1-0", "ExecutionArn": "b"}]
    result = {"Executions": [{"Name": name, "ExecutionArn": "c"}, *others]}
    assert evaluated(stop["List running executions"]["Output"], {"result": result}, fleet=sought) == ["c"]
    assert evaluated(stop["List running executions"]["Output"], {"result": {"Executions": others}}, fleet=sought) == []


def test_rows_of_verdicts_are_where_they_are_looked_for():
    given = {"execution": EXECUTION, "index": 7, "item": ITEM | {"args": {"--a": "b"}}}
    row = evaluated(CHILD["Note the verdict"]["Arguments"]["Item"], {"input": given}, verdict={"state": "FAILED", "message": "no disk"})
    sought = evaluated(
        FLEET["Get the first failures"]["ItemProcessor"]["States"]["Get the verdict"]["Arguments"]["Key"]["startId"]["S"],
        {"context": {"Execution": {"Id": EXECUTION}}, "input": {"index": 7}},
    )
    assert row["startId"]["S"] == sought and sought.startswith("fleet:")
    assert {name: it["S"] for name, it in row.items() if name not in ("startId", "expiresAt")} == {
        "name": "sales load",
        "state": "FAILED",
        "message": "no disk",
    }
