"""The definitions as deployed: a validator of the states language accepts them, and they run in every partition."""

import json

import pytest

from conftest import ROOT, example_workflows, workflows
from faulty import DANGLING, PASS, PATH_IN_JSONATA, TWICE, definition
from histories import Tally, play
from interpreter import Expressions
from rendering import REGIONS, rendered
from stack.judging import judged
from stack.openapi import body_schema
from test_documentation import fenced
from world import deployed

HISTORIES = 100


def errors(definitions):
    """The codes and messages of asl-validator: https://github.com/ChristopheBougere/asl-validator"""
    return judged("definitions.js", [json.dumps(it) for it in definitions])


def test_every_definition_is_valid(record_testsuite_property):
    paths = workflows() + example_workflows()
    found = errors([rendered(it) for it in paths])
    record_testsuite_property("definitions validated by asl-validator", len(paths))
    assert [f"{path.name}: {it['code']}: {it['message']}" for path, its in zip(paths, found, strict=True) for it in its] == []


@pytest.mark.parametrize("page", ["README.md", "docs/guide/state-machines.md"])
def test_state_that_the_documentation_shows_for_run_job_is_valid(page):
    (shown,) = (it for it in fenced(ROOT / page, "json") if "startExecution.sync" in it)
    states = json.loads(f"{{{shown}}}")
    ((name, state),) = states.items()
    others = {it["Next"]: PASS for it in state.get("Catch", [])}
    assert errors([{"StartAt": name, "States": states | others}]) == [[]]
    input_of = state["Arguments"]["Input"]
    assert input_of.keys() <= body_schema("StartJobRun")["properties"].keys() | {"connection", "name", "idempotencyKey"}


def test_faults_of_definitions_are_found():
    faulty = {
        "DUPLICATE_STATE_NAMES": [TWICE],
        "MISSING_TRANSITION_TARGET": [DANGLING],
        "SCHEMA_VALIDATION_FAILED": [
            PATH_IN_JSONATA,
            definition({"A": PASS | {"Output": "{% $states.( %}"}}),
            definition({"A": {"Type": "Task", "End": True}}),
        ],
    }
    codes = [code for code, its in faulty.items() for _ in its]
    found = errors([it for its in faulty.values() for it in its])
    assert [code in {it["code"] for it in its} for code, its in zip(codes, found, strict=True)] == [True] * len(codes)


def histories(definitions, partition):
    tally, expressions = Tally(), Expressions()
    for number in range(HISTORIES):
        play(expressions, definitions, number, tally, partition)
    return tally


@pytest.mark.parametrize("partition", REGIONS.keys() - {"aws"})
def test_workflows_run_in_every_partition(partition, record_testsuite_property):
    tally = histories(deployed(partition), partition)
    assert tally.findings() == set()
    assert tally.waits > HISTORIES / 2
    record_testsuite_property("partitions other than aws in which the workflows run", len(REGIONS) - 1)


def test_task_of_another_partition_ends_an_execution():
    definitions = deployed("aws-cn")
    definitions["EndWaits"] = deployed("aws")["EndWaits"]
    assert "late with the event" in histories(definitions, "aws-cn").findings()
