"""The Java tests' requests to Glue, and the errors that they simulate, match the service model that AWS publishes."""

import json

import pytest

from conftest import ACTIONS, ROOT
from sources import glue_calls
from stack.published_model import PublishedModel

TARGET = ROOT / "functions/target"
CALLS = {call for action in ACTIONS for call in glue_calls(action)}
OPERATIONS = {call.partition(":")[2] for call in CALLS}
MODEL = PublishedModel()

PASSED_ON = (
    # Glue has new worker types before its model does, so the length counts: a test sends the longest string.
    "StartJobRun.WorkerType: 'GGGGGGGG",
    # Streaming jobs have a timeout of 0; Glue rejects it for other jobs.
    "StartJobRun.Timeout: 0 is less than 1",
)


def made_by_java_tests(pattern):
    """The distinct lines of files that the Java tests write."""
    lines = {line for path in TARGET.glob(pattern) for line in path.read_text().splitlines()}
    assert lines, f"no {TARGET / pattern}: run the Java tests first (mvn clean verify)"
    return sorted(lines)


def test_every_request_fits_the_model(record_testsuite_property):
    requests = [json.loads(line) for line in made_by_java_tests("sent-to-glue/*.jsonl")]
    record_testsuite_property("distinct requests of the Java tests checked against Glue's published model", len(requests))
    findings = [it for request in requests for it in MODEL.findings(request["operation"], request["body"])]
    assert [it for it in findings if not it.startswith(PASSED_ON)] == []


def test_every_operation_that_a_handler_calls_was_requested():
    requests = [json.loads(line) for line in made_by_java_tests("sent-to-glue/*.jsonl")]
    assert OPERATIONS - {request["operation"] for request in requests} == set()


def test_every_error_of_the_model_was_tested():
    tried: dict[str, set[str]] = {}
    for line in made_by_java_tests("glue-errors.txt"):
        operation, _, error = line.partition(" ")
        tried.setdefault(operation, set()).add(error)
    assert {name for name in tried if MODEL.errors(name) - tried[name]} == set()
    # An action's other calls have no line of their own: the same code reads their errors.
    everywhere = set.union(*tried.values())
    of_glue = {call.removeprefix("glue:") for call in CALLS if call.startswith("glue:")}
    assert {name for name in of_glue if MODEL.errors(name) - everywhere} == set()


@pytest.mark.parametrize(
    ("operation", "body", "problem"),
    [
        ("StartJobRuns", {}, "StartJobRuns: Glue has no such operation"),
        ("StartJobRun", None, "StartJobRun: None is not of type structure"),
        ("StartJobRun", {}, "StartJobRun.JobName: is required"),
        ("StartJobRun", {"JobName": "a", "jobName": "a"}, "StartJobRun.jobName: no such member"),
        ("StartJobRun", {"JobName": 1}, "StartJobRun.JobName: 1 is not of type string"),
        ("StartJobRun", {"JobName": ""}, "StartJobRun.JobName: 0 is less than 1"),
        ("StartJobRun", {"JobName": "a" * 256}, "StartJobRun.JobName: 256 is more than 255"),
        ("StartJobRun", {"JobName": "a\nb"}, "StartJobRun.JobName: 'a\\nb' does not match"),
        ("StartJobRun", {"JobName": "a", "Timeout": 0}, "StartJobRun.Timeout: 0 is less than 1"),
        ("StartJobRun", {"JobName": "a", "Timeout": True}, "StartJobRun.Timeout: True is not of type integer"),
        ("StartJobRun", {"JobName": "a", "Timeout": 1.5}, "StartJobRun.Timeout: 1.5 is not of type integer"),
        ("StartJobRun", {"JobName": "a", "JobRunQueuingEnabled": 1}, "StartJobRun.JobRunQueuingEnabled: 1 is not of type"),
        ("StartJobRun", {"JobName": "a", "WorkerType": "G.3X"}, "StartJobRun.WorkerType: 'G.3X' is not one of"),
        ("StartJobRun", {"JobName": "a", "Arguments": {"--n": 1}}, "StartJobRun.Arguments['--n']: 1 is not of type string"),
        ("StartJobRun", {"JobName": "a", "NotificationProperty": {"After": 1}}, "StartJobRun.NotificationProperty.After: no"),
        ("ListJobs", {"MaxResults": 1001}, "ListJobs.MaxResults: 1001 is more than 1000"),
        ("ListJobs", {"Tags": {"": "a"}}, "ListJobs.Tags, a key: 0 is less than 1"),
        ("ListJobs", {"Tags": {str(it): "" for it in range(51)}}, "ListJobs.Tags: 51 is more than 50"),
        ("BatchStopJobRun", {"JobName": "a", "JobRunIds": []}, "BatchStopJobRun.JobRunIds: 0 is less than 1"),
        ("BatchStopJobRun", {"JobName": "a", "JobRunIds": ["a"] * 26}, "BatchStopJobRun.JobRunIds: 26 is more than 25"),
        ("BatchStopJobRun", {"JobName": "a", "JobRunIds": ["a", ""]}, "BatchStopJobRun.JobRunIds[1]: 0 is less than 1"),
    ],
)
def test_bad_request_is_found(operation, body, problem):
    (found,) = MODEL.findings(operation, body)
    assert found.startswith(problem)


@pytest.mark.parametrize("name", ["a", "a\tb", "l'été", "🚀", "\U0010ffff"])
def test_any_printable_name_is_valid(name):
    assert MODEL.findings("StartJobRun", {"JobName": name, "MaxCapacity": 2, "Arguments": {"--x": ""}}) == []
