"""RunFleet's definition: the inputs that it rejects, the items that it creates, its report, and how its executions are found."""

import json

import pytest

from conftest import ROOT, load
from interpreter import evaluated
from test_workflows import states as all_states

FLEET = load(ROOT / "statemachines/run-fleet.asl.json")["States"]
(MAP,) = [it for it in FLEET.values() if "Label" in it]
CHILD = MAP["ItemProcessor"]["States"]
# The limits of a task, a state, a variable or an execution, in bytes of UTF-8, and of a cause, in characters:
# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionFailedEventDetails.html
# A character is a Unicode scalar value, as $length counts: https://smithy.io/2.0/spec/constraint-traits.html#length-trait
MOST_BYTES = 256 * 1024
MOST_CHARACTERS_OF_A_CAUSE = 32_768
EXECUTION = "arn:aws:states:eu-west-1:111122223333:execution:stack-RunFleet:one"
ITEM = {"name": "sales load"}


def problem_of(given):
    """The problem that the fleet is rejected with; empty if there is none."""
    variables = assigned(given)
    if not evaluated(FLEET["Which items?"]["Choices"][0]["Condition"], **variables):
        return ""
    return evaluated(FLEET["Reject the input"]["Assign"]["problem"], **variables)


def assigned(given):
    states = {"input": given, "context": {"Execution": {"Id": EXECUTION}}}
    variables = evaluated(FLEET["Read the input"]["Assign"], states)
    return variables | evaluated(FLEET["Check the input"]["Assign"], states, **variables)


def stored(given):
    """The arguments with which a fleet stores its items."""
    return evaluated(FLEET["Store the items"]["Arguments"], {"input": given}, **assigned(given))


def items_of(given):
    """The inputs of RunJob that result from a fleet's input."""
    context = {"Execution": {"Id": EXECUTION}}
    values = [context | {"Map": {"Item": {"Index": index, "Value": it}}} for index, it in enumerate(stored(given)["Body"])]
    return [evaluated(MAP["ItemSelector"], {"context": it}, **assigned(given))["item"] for it in values]


def bytes_of(data):
    return len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


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
def test_valid_fleet_is_accepted(given):
    assert problem_of(given) == ""


@pytest.mark.parametrize(
    ("given", "received"),
    [
        ([], "a list"),
        ([{"items": [ITEM]}], "a list"),
        ("fleet", "a string"),
        (5, "a number"),
        (None, "null"),
        (True, "a boolean"),
    ],
)
def test_input_that_is_no_object_is_rejected_with_the_expected_form(given, received):
    problem = problem_of(given)
    assert "expected an object with one of items, itemsKey, jobs and tags" in problem
    assert f"but got {received}" in problem


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "exactly one of items, itemsKey, jobs and tags, but got none"),
        ({"items": [ITEM], "tags": {"a": "b"}}, "but got items, tags"),
        ({"items": [ITEM], "job": "x"}, "job: is not a field"),
        ({"items": []}, "items: expected a list of at least one RunJob input, but got an empty list"),
        ({"items": [ITEM] * 501}, "501"),
        ({"items": [{"name": "x" * 250_000}]}, "items: expected at most 250,000 characters"),
        ({"items": "x"}, "items: expected a list"),
        ({"items": [ITEM], "regions": ["eu-west-1"]}, "regions: can be used with jobs or tags"),
        ({"itemsKey": ""}, "itemsKey: expected the key of an object"),
        ({"itemsKey": 5}, "but got a number"),
        ({"jobs": []}, "jobs: expected a list of at least one name, but got an empty list"),
        ({"jobs": "a"}, "jobs: expected a list of names, but got a string"),
        ({"jobs": ["a", 5]}, "jobs[1]: expected a string of 1 to 255 characters, but got a number"),
        ({"jobs": ["a", "b" * 256]}, "jobs[1]: expected a string of 1 to 255 characters, but got a string of length 256"),
        ({"jobs": [["a"]]}, "jobs[0]: expected a string of 1 to 255 characters, but got a list"),
        ({"jobs": [f"job {it}" for it in range(251)], "regions": ["eu-west-1", "eu-central-1"]}, "502"),
        ({"tags": {}}, "tags: expected an object with at least one tag"),
        ({"tags": ["a"]}, "tags: expected an object, but got a list"),
        ({"jobs": ["a"], "connections": "default"}, "connections: expected a list of names"),
        ({"jobs": ["a"], "connections": ["c" * 65]}, "connections[0]"),
        ({"jobs": ["a"], "regions": [""]}, "regions[0]: expected a string of 1 to 32 characters, but got an empty string"),
        ({"items": [ITEM], "defaults": "x"}, "defaults: expected an object"),
        ({"items": [ITEM], "maxConcurrency": 0}, "maxConcurrency: expected a whole number from 1 to 200, but got 0"),
        ({"items": [ITEM], "maxConcurrency": 201}, "but got 201"),
        ({"items": [ITEM], "maxConcurrency": "20"}, "but got a string"),
        ({"items": [ITEM], "maxConcurrency": 1.5}, "but got 1.5"),
        ({"items": [ITEM], "toleratedFailures": -1}, "toleratedFailures: expected a whole number from 0 to 5000"),
        ({"items": [ITEM], "toleratedFailures": "101%"}, "toleratedFailures"),
        ({"items": [ITEM], "toleratedFailures": True}, "but got a boolean"),
    ],
)
def test_invalid_fleet_is_rejected_with_a_reason(given, words):
    assert words in problem_of(given)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"jobs": ["a"], "connections": None}, "connections"),
        ({"tags": {"a": "b"}, "regions": None}, "regions"),
        ({"items": [ITEM], "defaults": None}, "defaults"),
        ({"items": [ITEM], "defaults": {"connection": None}}, "defaults.connection"),
        ({"itemsKey": "a.json", "defaults": {"region": None, "args": {}}}, "defaults.region"),
        ({"jobs": ["a", None]}, "jobs[1]"),
        ({"jobs": [None]}, "jobs[0]"),
        ({"jobs": ["a"], "connections": ["x", None]}, "connections[1]"),
        ({"tags": {"a": "b"}, "regions": [None, "eu-west-1"]}, "regions[0]"),
    ],
)
def test_null_that_would_change_connection_region_or_job_is_rejected_by_name(given, field):
    problem = problem_of(given)
    assert problem.startswith(f"{field}: expected ")
    assert "but got null" in problem


@pytest.mark.parametrize("null", ["connection", "region", "args", "name"])
def test_null_in_an_item_means_the_default_of_the_fleet(null):
    defaults = {"connection": "team-a", "region": "eu-central-1", "args": {"--x": "1"}, "name": "default load"}
    own = {"connection": "own", "region": "eu-west-1", "args": {}, "name": "own load"}
    (item,) = items_of({"items": [own | {null: None}], "defaults": defaults})
    assert item == own | {null: defaults[null]}


def test_null_in_an_item_or_in_defaults_is_never_passed_on():
    assert items_of({"items": [ITEM | {"connection": None, "timeoutMinutes": None}], "defaults": {"args": None}}) == [ITEM]
    assert items_of({"items": [{"connection": None}], "defaults": {"args": None}}) == [{}]


def test_default_connection_and_region_apply_to_jobs_and_tags_too():
    defaults = {"connection": "team-a", "region": "eu-central-1"}
    assert items_of({"jobs": ["a"], "defaults": defaults}) == [{"name": "a"} | defaults]
    own = {"jobs": ["a"], "connections": ["own"], "defaults": defaults}
    assert items_of(own) == [{"name": "a"} | defaults | {"connection": "own"}]
    tagged = {"tags": {"a": "b"}, "defaults": defaults}
    places = evaluated(FLEET["List the jobs"]["Items"], {"input": tagged}, **assigned(tagged))
    assert places == [defaults | {"tags": {"a": "b"}, "all": True}]


def test_items_are_jobs_over_connections_and_regions():
    items = items_of({"jobs": ["a", "b"], "connections": ["x", "y"], "regions": ["eu-west-1", "eu-central-1"]})
    assert len(items) == len({json.dumps(it) for it in items}) == 8
    assert {"name": "b", "connection": "y", "region": "eu-central-1"} in items
    assert items_of({"jobs": ["a"]}) == [{"name": "a", "connection": "default"}]
    assert items_of({"items": [ITEM]}) == [ITEM]


def test_state_names_are_unique_over_the_whole_machine():
    """AWS rejects duplicates as DUPLICATE_STATE_NAME: https://states-language.net/spec.html#toplevelfields"""
    names = [name for name, _ in all_states({"States": FLEET})]
    assert sorted(names) == sorted(set(names))


def test_items_are_stored_as_a_list_under_a_key_that_belongs_to_the_execution():
    """The body is a list. From a string, S3 would get JSON with quotes around it."""
    given = {"items": [ITEM]}
    variables = [assigned(given) | {"fleet": it * 32} for it in "ab"]
    here, other = (evaluated(FLEET["Store the items"], {"input": given}, **it) for it in variables)
    assert here["Arguments"]["Body"] == [ITEM]
    assert here["Arguments"]["Key"] != other["Arguments"]["Key"]
    read = evaluated(MAP["ItemReader"]["Arguments"], {"input": here["Output"]})
    assert read == {name: here["Arguments"][name] for name in ("Bucket", "Key")}


def test_jobs_with_tags_are_stored_like_other_items():
    """Covers no name, one and many, since JSONata may unwrap lists."""
    task = FLEET["List the jobs"]["ItemProcessor"]["States"]["List jobs"]
    for names in ([], ["a"], ["a", "b"], [f"job {it}" for it in range(500)]):
        place = {"connection": "x", "region": "eu-west-1"}
        listed = evaluated(task["Output"], {"input": place | {"tags": {}, "all": True}, "result": {"Payload": {"names": names}}})
        after = evaluated(FLEET["List the jobs"]["Output"], {"result": [listed, {"items": [], "failures": []}]})
        assert after["items"] == [{"name": it} | place for it in names]
        assert after["items"] == [] or stored(after | {"tags": None})["Body"] == after["items"]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ([{"items": [], "failures": []}], "no job has these tags"),
        ([{"items": [{}] * 300, "failures": []}, {"items": [{}] * 201, "failures": []}], "found more"),
        ([{"items": [], "failures": [], "tooMany": True}], "found more"),
        ([{"items": [{}] * 500, "failures": [{}]}], None),
        ([{"items": [], "failures": [{}]}], None),
    ],
)
def test_jobs_with_tags_are_1_to_500(result, words):
    problem = evaluated(FLEET["List the jobs"]["Assign"]["problem"], {"result": result})
    assert problem == "" if words is None else words in problem


def test_places_that_cannot_be_listed_fit_into_a_state():
    """500 of them, each with the longest names and message."""
    task = FLEET["List the jobs"]["ItemProcessor"]["States"]["List jobs"]
    (catch,) = [it for it in task["Catch"] if it["ErrorEquals"] == ["States.ALL"]]
    cause = json.dumps({"errorMessage": json.dumps({"detail": "d" * 1_000})})
    trouble = {"Error": "io.glueconnector.error.ConcurrentRunsExceeded", "Cause": cause}
    place = {"connection": "c" * 64, "region": "r" * 32}
    failed = evaluated(catch["Output"]["failures"][0], {"input": place, "errorOutput": trouble})
    assert bytes_of([{"items": [], "failures": [failed]}] * 500) < MOST_BYTES * 0.9


@pytest.mark.parametrize("state", ["List jobs", "List the jobs", "Store the items", "Run each item"])
def test_data_that_are_too_long_are_caught_by_name(state):
    """States.ALL does not catch them: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""
    (found,) = [it for name, it in all_states({"States": FLEET}) if name == state]
    assert ["States.DataLimitExceeded"] in [it["ErrorEquals"] for it in found["Catch"]]


def test_unreadable_object_is_reported_with_its_key_and_a_fix():
    (catch,) = [it for it in MAP["Catch"] if it["ErrorEquals"] == ["States.ItemReaderFailed"]]
    cause = "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: A)"
    states = {"input": {"itemsKey": "fleets/nightly.jsn"}, "errorOutput": {"Error": "States.ItemReaderFailed", "Cause": cause}}
    problem = evaluated(catch["Assign"]["problem"], states)
    assert problem.startswith("itemsKey: expected the key of an object")
    assert '"fleets/nightly.jsn"' in problem
    assert "Correct the key or upload the list" in problem
    assert cause in problem


def test_children_of_the_map_always_succeed():
    """A fleet continues, whatever the outcome of an item."""
    assert {it["Type"] for it in CHILD.values()} <= {"Choice", "Pass", "Task", "Wait", "Succeed"}
    for name, state in CHILD.items():
        if state["Type"] == "Task":
            assert "States.ALL" in [error for it in state["Catch"] for error in it["ErrorEquals"]], name


@pytest.mark.parametrize(
    "error",
    [
        # https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
        "StepFunctions.ExecutionLimitExceeded",
        # As observed, the error names of the integration end in Exception, such as ExecutionAlreadyExistsException.
        "StepFunctions.ExecutionLimitExceededException",
        # AWS's SDKs for Java have no class for throttling; each SDK has its own general one.
        "StepFunctions.ThrottlingException",
        "StepFunctions.AWSStepFunctionsException",
        "StepFunctions.SfnException",
    ],
)
def test_throttled_start_is_retried_for_minutes(error):
    (retrier,) = [it for it in CHILD["Run the job"]["Retry"] if error in it["ErrorEquals"]]
    assert sum(pauses_of(retrier)) / 2 > 120
    assert not {"States.ALL", "States.TaskFailed"} & set(retrier["ErrorEquals"])


@pytest.mark.parametrize("error", ["Lambda.TooManyRequestsException", "io.glueconnector.error.Throttled"])
@pytest.mark.parametrize("step", ["Plan the wait", "Start job run"])
def test_throttled_item_is_retried_until_a_fleets_first_wave_has_started(step, error):
    """Retries last longer than 200 seconds: the time for 200 starts (the maximum concurrency) if Glue accepts one per second."""
    (retrier,) = [
        it for it in load(ROOT / "statemachines/run-job.asl.json")["States"][step]["Retry"] if error in it["ErrorEquals"]
    ]
    assert sum(pauses_of(retrier)) / 2 > 200


def pauses_of(retrier):
    """The longest pauses; with full jitter, the average pause is half as long."""
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
def test_verdict_shows_the_outcome_of_the_execution(error, cause, state, message):
    execution = {"Status": "FAILED" if error else "ABORTED"}
    execution |= {"Error": error} if error else {}
    execution |= {"Cause": json.dumps(cause)} if cause else {}
    verdict = evaluated(CHILD["Get its end"]["Assign"]["verdict"], {"result": execution})
    assert (verdict["state"], verdict.get("message")) == (state, message)


def told_by_child(index, state):
    """The output of one item that the map receives."""
    outputs = [CHILD["Note the verdict"]["Output"], CHILD["Note the verdict"]["Catch"][0]["Output"]]
    told, without_row = (evaluated(it, {"input": {"index": index}}, verdict={"state": state}) for it in outputs)
    assert told == without_row
    return told


def summary(states, not_listed=(), tolerated=0):
    results = evaluated(MAP["Assign"]["results"], {"result": [told_by_child(*it) for it in enumerate(states)]})
    variables = {"results": results, "notListed": list(not_listed), "tolerated": tolerated}
    return evaluated(FLEET["Sum up"]["Assign"], **variables)


def test_summary_counts_every_item_and_names_the_first_hundred_failures():
    told = summary(["SUCCEEDED"] * 850 + ["FAILED"] * 130 + ["NotFound"] * 20, tolerated="15%")
    assert told["counts"] == {"SUCCEEDED": 850, "FAILED": 130, "NotFound": 20}
    assert (told["failed"], told["allowed"]) == (150, 150)
    assert [it["index"] for it in told["firstFailed"]] == list(range(850, 950))
    assert summary(["SUCCEEDED"])["firstFailed"] == []
    assert summary(["FAILED"])["firstFailed"] == [{"index": 0, "state": "FAILED"}]
    assert summary(["FAILED"])["counts"] == {"FAILED": 1}
    assert summary([], [{"state": "AccessDenied"}])["counts"] == {"AccessDenied": 1}
    assert "empty" in summary([])["problem"]
    assert (summary([])["counts"], summary([])["failed"], summary([])["firstFailed"]) == ({}, 0, [])


def test_summary_does_not_depend_on_the_order_of_the_results():
    results = [told_by_child(index, "FAILED") for index in (3, 11, 2)]
    told = evaluated(FLEET["Sum up"]["Assign"], results=results, notListed=[], tolerated=0)
    assert [it["index"] for it in told["firstFailed"]] == [2, 3, 11]


@pytest.mark.parametrize(
    "state", ["ConcurrentRunsExceeded", "StepFunctions.AWSStepFunctionsException", "x" * 300, "ж" * 300, '"' * 300]
)
def test_largest_fleet_ends_with_its_counts_whatever_the_states(state):
    most = MAP["ItemReader"]["ReaderConfig"]["MaxItems"]
    cut = int(CHILD["Is it one too many?"]["Choices"][0]["Condition"].split(">=")[1].strip(" %}"))
    assert most == cut + 1 == 5_001
    told = told_by_child(cut, state)
    shown = told.removeprefix(f"{cut} ")
    results = [f"{index} {shown}" for index in range(most)]
    assert results[cut] == told
    assert bytes_of(results) < MOST_BYTES * 0.8
    if state == "x" * 300:
        told = evaluated(FLEET["Sum up"]["Assign"], results=results, notListed=[], tolerated=0)
        assert (told["counts"], told["failed"], len(told["firstFailed"])) == ({shown: most}, most, 100)
        assert bytes_of(told) < MOST_BYTES


def failure(character):
    """A failure as a fleet reports it, each of its strings at its longest."""
    item = dict.fromkeys(("name", "connection", "region"), character * 1_000)
    verdict = {"state": "x" * 30, "jobRunId": "j" * 1_000, "message": character * 1_000}
    given = {"execution": EXECUTION, "index": 4999, "item": item}
    row = evaluated(CHILD["Note the verdict"]["Arguments"]["Item"], {"input": given}, verdict=verdict)
    get = FLEET["Get the first failures"]["ItemProcessor"]["States"]["Get the verdict"]
    return evaluated(get["Output"], {"input": {"index": 4999, "state": "x" * 30}, "result": {"Item": row}})


@pytest.mark.parametrize("character", ["n", "ж", "語", '"', "\\", "\x01", "\n"])
def test_hundred_longest_failures_fit_into_a_state(character):
    told = failure(character)
    assert told["name"]
    assert told["message"]
    assert bytes_of({"items": 5_001, "counts": {"x" * 30: 5_001}, "failures": [told] * 100}) < MOST_BYTES


@pytest.mark.parametrize("character", ["n", '"', "\\", "\n", "語"])
@pytest.mark.parametrize("failures", [1, 20, 100])
def test_cause_of_a_failed_fleet_is_cut_with_a_mark(failures, character):
    told = {"items": 5_000, "counts": {"FAILED": 5_000}, "failures": [failure(character)] * failures}
    cause = evaluated(FLEET["Failed"]["Cause"], {"input": told})
    assert len(cause) <= MOST_CHARACTERS_OF_A_CAUSE
    shown = json.loads(cause)
    assert len(shown["failures"]) + shown.get("failuresLeftOut", 0) == failures
    assert {name: shown[name] for name in ("items", "counts")} == {name: told[name] for name in ("items", "counts")}
    assert len(shown["failures"]) >= min(failures, 5)


def test_cause_of_a_failed_fleet_is_whole_if_it_fits():
    failures = [{"index": it, "state": "FAILED", "name": "sales load", "message": "no disk"} for it in range(100)]
    told = {"items": 100, "counts": {"FAILED": 100}, "failures": failures}
    assert json.loads(evaluated(FLEET["Failed"]["Cause"], {"input": told})) == told


@pytest.mark.parametrize("character", ["n", '"', "\\", "\x01", "語"])
def test_cause_of_a_rejected_fleet_is_cut_with_a_mark(character):
    cause = evaluated(FLEET["Refused"]["Cause"], problem=character * 20_000)
    assert len(cause) <= MOST_CHARACTERS_OF_A_CAUSE
    assert json.loads(json.loads(cause)["errorMessage"])["detail"].endswith("… (cut)")
    whole = evaluated(FLEET["Refused"]["Cause"], problem="short")
    assert json.loads(json.loads(whole)["errorMessage"]) == {"code": "InvalidRequest", "detail": "short", "retryable": False}


def test_executions_of_a_fleet_are_found_by_its_name():
    fleet = evaluated(FLEET["Check the input"]["Assign"]["fleet"], {"context": {"Execution": {"Id": EXECUTION}}, "input": {}})
    context = {"Execution": {"Id": f"{EXECUTION}/Items:x", "RedriveCount": 0}}
    name = evaluated(CHILD["Run the job"]["Arguments"]["Name"], {"input": {"fleet": fleet, "index": 4999}, "context": context})
    assert len(name) <= 80
    assert name == evaluated(
        CHILD["Run the job"]["Catch"][0]["Assign"]["name"], {"input": {"fleet": fleet, "index": 4999}, "context": context}
    )
    stop = load(ROOT / "statemachines/stop-abandoned.asl.json")["States"]
    found = {"ExecutionArn": EXECUTION, "StateMachineArn": "${RunFleetStateMachineArn}"}
    sought = evaluated(stop["Describe the execution"]["Assign"]["fleet"], {"result": found})
    others = [{"Name": "by hand", "ExecutionArn": "a"}, {"Name": f"{sought[:-2]}x-1-0", "ExecutionArn": "b"}]
    result = {"Executions": [{"Name": name, "ExecutionArn": "c"}, *others]}
    assert evaluated(stop["List running executions"]["Output"], {"result": result}, fleet=sought) == ["c"]
    assert evaluated(stop["List running executions"]["Output"], {"result": {"Executions": others}}, fleet=sought) == []


def test_verdicts_are_read_under_the_keys_that_they_are_written_to():
    given = {"execution": EXECUTION, "index": 7, "item": ITEM | {"args": {"--a": "b"}}}
    row = evaluated(
        CHILD["Note the verdict"]["Arguments"]["Item"], {"input": given}, verdict={"state": "FAILED", "message": "no disk"}
    )
    sought = evaluated(
        FLEET["Get the first failures"]["ItemProcessor"]["States"]["Get the verdict"]["Arguments"]["Key"]["startId"]["S"],
        {"context": {"Execution": {"Id": EXECUTION}}, "input": {"index": 7}},
    )
    assert row["startId"]["S"] == sought
    assert sought.startswith("fleet:")
    assert {name: it["S"] for name, it in row.items() if name not in ("startId", "expiresAt")} == {
        "name": "sales load",
        "state": "FAILED",
        "message": "no disk",
    }
