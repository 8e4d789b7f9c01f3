"""The templates stay within AWS's limits, at the longest stack name and with each parameter at its longest."""

import re
from copy import deepcopy

import pytest
from samcli.yamlhelper import yaml_parse

from conftest import ROOT, SERVANTS, WORKFLOWS
from limits import VALUE, findings, longest_values, measures
from rendering import Rendering
from stack.releasing import LONGEST_VERSION
from transforming import transform

GUIDE = (ROOT / "docs/guide/deployment.md").read_text()
PROMISED = int(re.findall(r"name of up to (\d+) characters", GUIDE)[0])
LONGEST_REGION = "ap-southeast-1"
FORWARDING = [ROOT / "forwarding/template.yaml", ROOT / "forwarding/bus.yaml"]


@pytest.fixture(scope="module")
def deployed(source):
    template = transform(LONGEST_REGION)
    template["Mappings"]["Release"]["This"]["Version"] = "v" * LONGEST_VERSION
    return Rendering(template, longest_values(source), "s" * PROMISED, region=LONGEST_REGION)


def planted(rendering, change):
    """The rendering of a template with a change."""
    template, parameters = deepcopy(rendering.template), dict(rendering.parameters)
    change(template["Resources"], parameters)
    return Rendering(template, parameters, rendering.stack, region=rendering.region)


def test_stack_at_its_longest_stays_within_every_limit(deployed, source, record_testsuite_property):
    definitions = list(deployed.definitions(source))
    assert len(definitions) == len(WORKFLOWS | SERVANTS)
    measured = list(measures(deployed, definitions))
    record_testsuite_property("limits of AWS checked at the longest names and values", len(measured))
    assert findings(measured) == []


@pytest.mark.parametrize("path", FORWARDING, ids=lambda path: path.name)
def test_forwarding_at_its_longest_stays_within_every_limit(path):
    template = yaml_parse(path.read_text())
    assert findings(measures(Rendering(template, longest_values(template), "s" * PROMISED, region=LONGEST_REGION))) == []


@pytest.mark.parametrize("path", [ROOT / "template.yaml", *FORWARDING], ids=lambda path: path.name)
def test_every_string_parameter_has_a_limit(path):
    for name, parameter in yaml_parse(path.read_text())["Parameters"].items():
        if parameter["Type"] == "String" and "AllowedValues" not in parameter:
            assert parameter["MaxLength"] <= VALUE, name
        if parameter["Type"] == "CommaDelimitedList":
            assert parameter["AllowedPattern"], name


def test_stack_name_longer_than_promised_is_found(deployed):
    measured = measures(Rendering(deployed.template, deployed.parameters, "s" * 49, region=LONGEST_REGION))
    assert "GetSettledStartFunction.FunctionName: expected at most 64, but got 65" in findings(measured)


def long_description(resources, _):
    resources["ListJobsFunction"]["Properties"]["Description"] = "x" * 257


def long_version_description(resources, _):
    (version,) = (it for name, it in resources.items() if name.startswith("ListJobsFunctionVersion"))
    version["Properties"]["Description"] = "x" * 257


def long_license(resources, _):
    (layer,) = (it for name, it in resources.items() if it["Type"] == "AWS::Lambda::LayerVersion")
    layer["Properties"]["LicenseInfo"] = "x" * 513


def large_environment(_, parameters):
    parameters["AllowedRegions"] = "x" * 4_000


def long_trust(resources, _):
    (statement,) = resources["ScheduleRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    statement["Condition"]["StringEquals"]["aws:SourceAccount"] = ["1" * 12] * 200


def large_managed_policy(_, parameters):
    parameters["ConnectionKeyArns"] = parameters["ConnectionKeyArns"] * 2


def large_policies(resources, _):
    policies = resources["ScheduleRole"]["Properties"]["Policies"]
    policies *= 20


def many_managed_policies(resources, _):
    resources["StartTriggerFunctionRole"]["Properties"]["ManagedPolicyArns"] *= 2


def long_path(_, parameters):
    parameters["RolePath"] = "x" * 513


def long_queue(resources, _):
    resources["StartFailureQueue"]["Properties"]["QueueName"] = {"Fn::Sub": "${AWS::StackName}" + "x" * 41}


def large_input(resources, _):
    resources["ScheduledJob"]["Properties"]["Target"]["Input"] = "é" * 131_073


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (long_description, "ListJobsFunction.Description: expected at most 256, but got 257"),
        (long_version_description, ".Description: expected at most 256, but got 257"),
        (long_license, ".LicenseInfo: expected at most 512, but got 513"),
        (large_environment, "ListJobsFunction.Environment: expected"),
        (long_trust, "ScheduleRole.AssumeRolePolicyDocument: expected"),
        (large_managed_policy, "ConnectionPolicy.PolicyDocument: expected"),
        (large_policies, "ScheduleRole.Policies: expected"),
        (many_managed_policies, "StartTriggerFunctionRole.ManagedPolicyArns: expected at most 10, but got 12"),
        (long_path, "ListJobsFunctionRole.Path: expected at most 512, but got 513"),
        (long_queue, "StartFailureQueue.QueueName: expected at most 80, but got 81"),
        (large_input, "ScheduledJob.Input: expected at most 262144, but got 262146"),
    ],
)
def test_planted_excess_is_found(deployed, change, found):
    assert any(found in it for it in findings(measures(planted(deployed, change))))


def test_definition_over_a_megabyte_is_found(deployed):
    assert "X.Definition: expected at most 1048576, but got 1048577" in findings(measures(deployed, [("X", "x" * 1_048_577)]))


def test_name_without_a_known_limit_is_found(deployed):
    def unknown(resources, _):
        resources["Topic"] = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "x"}}

    with pytest.raises(ValueError, match="AWS::SNS::Topic has a TopicName without a limit"):
        list(measures(planted(deployed, unknown)))
