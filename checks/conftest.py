"""Fixtures of the static checks: the template as written and as CloudFormation receives it, the workflows, the contract."""

import json
import re
from collections import Counter

import pytest
from samcli.yamlhelper import yaml_parse

from sources import FOR_WORKFLOWS
from stack.folders import ROOT as ROOT
from stack.openapi import CONTRACT, ROUTES
from transforming import transform

# The contract defines the actions. The other checks find the parts that an action lacks.
ACTIONS = set(ROUTES)
FUNCTIONS = ACTIONS | FOR_WORKFLOWS

# The workflows that users start; the others support these.
WORKFLOWS = {"RunJob", "RunCrawler", "RunFleet"}
SERVANTS = {"EndWaits", "StopAbandoned", "FindAbandoned", "TellEnds"}
STARTS = {action for action in ACTIONS if action.startswith("Start")}

# EventBridge Scheduler fills in both on delivery, with the same values for every delivery of one scheduled time.
SCHEDULED_KEY = "<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>"

_counts: Counter[str] = Counter()
_lines: list[str] = []


@pytest.fixture(scope="session")
def source():
    return yaml_parse((ROOT / "template.yaml").read_text())


@pytest.fixture(scope="session")
def transformed():
    return transform()


@pytest.fixture(scope="session")
def contract():
    return CONTRACT


@pytest.fixture(scope="session")
def count():
    """Counts the things of a kind that a check examined, for the summary."""

    def add(kind, number):
        assert number > 0, f"no {kind} found: the check would prove nothing"
        _counts[kind] = number

    return add


@pytest.fixture(scope="session")
def say():
    """Adds a line to the summary."""
    return _lines.append


def of_type(template, kind):
    """The resources of a CloudFormation type: name to properties."""
    return {name: it["Properties"] for name, it in template["Resources"].items() if it["Type"] == kind}


def routes(template):
    """The API's routes in the transformed template: (method, path) to the logical name of the function's alias."""
    paths = template["Resources"]["Api"]["Properties"]["Body"]["paths"]
    return {
        (method, path): it["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"].split("${")[-1].split("}")[0]
        for path, methods in paths.items()
        for method, it in methods.items()
    }


def workflows():
    """The definitions of the stack's workflows."""
    return sorted(ROOT.glob("statemachines/*.asl.json"))


def example_workflows():
    """The definitions that the documentation shows."""
    return sorted(ROOT.glob("docs/examples/*.asl.json"))


def load(path):
    return json.loads(path.read_text())


def kebab(action):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", action).lower()


def sample(action, kind):
    """An action's sample event, of the kind api, direct or schedule."""
    return load(ROOT / f"events/{kebab(action)}.{kind}.json")


def placeholders(definition):
    """The names of the form ${Name} that a deployment replaces."""
    return set(re.findall(r"\$\{(\w+)}", definition))


def pytest_generate_tests(metafunc):
    if "workflow" in metafunc.fixturenames:
        paths = workflows() + example_workflows()
        metafunc.parametrize("workflow", paths, ids=lambda path: path.name.removesuffix(".asl.json"))


def pytest_terminal_summary(terminalreporter):
    for line in _lines:
        terminalreporter.write_line(line)
    if _counts:
        seen = ", ".join(f"{number} {kind}" for kind, number in sorted(_counts.items()))
        terminalreporter.write_line(f"static checks examined: {seen}")
