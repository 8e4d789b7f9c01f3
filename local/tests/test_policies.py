"""Every action in every policy of the project: a test exercises it, or an AWS page requires it.

Runs after all other tests, since it evaluates what they did; alone it fails. An action counts as exercised if the emulated
IAM allowed it to the role and would have denied it without that action (local/overlay/decisions.py).
"""

import json
import urllib.request

import pytest
from samcli.yamlhelper import yaml_parse

from held import REQUIRED, REQUIRED_OF_ROLES, Held, held, unexplained
from stack.folders import ROOT
from stack.running import STACK_NAME
from transforming import transform

FORWARDING = ("forwarding/template.yaml", "forwarding/bus.yaml")


@pytest.fixture(scope="module")
def ours():
    templates = [transform(), *(yaml_parse((ROOT / path).read_text()) for path in FORWARDING)]
    return {it for template in templates for it in held(template)}


@pytest.fixture(scope="module")
def exercised(stack, aws, opted_in):
    """Pairs of a role, as the template names it, and an action."""
    clients = aws.client("cloudformation")
    pages = [clients.describe_stack_resources(StackName=it)["StackResources"] for it in (STACK_NAME, opted_in.name)]
    names = {it["PhysicalResourceId"]: it["LogicalResourceId"] for page in pages for it in page}
    request = urllib.request.Request(f"{stack.endpoint}/_local/actions-allowed", data=b"", method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return {(names[role], action) for role, action in json.load(answer) if role in names}


def test_everyAction_isExercisedByATestOrRequiredByAPage(ours, exercised, record_testsuite_property):
    by_tests, neither = [it for it in ours if (it.holder, it.action) in exercised], unexplained(ours, exercised)
    record_testsuite_property("actions in policies: exercised by a test", len(by_tests))
    record_testsuite_property("actions in policies: required by an AWS page", len(ours) - len(by_tests) - len(neither))
    record_testsuite_property("actions in policies: unexplained", len(neither))
    assert neither == []


def test_everyPage_belongsToAnActionOfAPolicy(ours):
    assert REQUIRED.keys() - {(it.service, it.action) for it in ours} == set()
    assert REQUIRED_OF_ROLES.keys() - {(it.holder, it.action) for it in ours} == set()


def test_unexplainedAction_isFound(ours, exercised):
    planted = Held("StartJobRunFunctionRole", "lambda", "glue:DeleteJob")
    assert unexplained({planted}, exercised) == [("StartJobRunFunctionRole", "glue:DeleteJob")]
