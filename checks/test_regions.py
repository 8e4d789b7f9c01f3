"""The templates in every Region and partition: cfn-lint's findings, types that a Region lacks, ARNs of another partition."""

import json
import re
from copy import deepcopy

import pytest
from botocore.session import get_session
from cfnlint.helpers import REGIONS
from cfnlint.version import __version__ as cfnlint_version
from samcli.yamlhelper import yaml_parse

from conftest import ROOT, of_type
from intrinsics import texts
from limits import longest_values
from regions import JUDGED, findings, lacking, unknown
from rendering import Rendering, first, last, strings
from transforming import transform

FORWARDING = [ROOT / "forwarding/template.yaml", ROOT / "forwarding/bus.yaml"]
GUIDE = (ROOT / "docs/guide/regions.md").read_text()
PARTITIONS = {"aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}


def partitions(regions):
    session = get_session()
    return {session.get_partition_for_region(it) for it in regions}


def types(*templates):
    return {resource["Type"] for template in templates for resource in template["Resources"].values()}


@pytest.fixture(scope="module")
def templates(transformed):
    return [transformed, *(yaml_parse(path.read_text()) for path in FORWARDING)]


def test_cfn_lint_is_new_enough_for_the_newest_regions():
    assert tuple(map(int, cfnlint_version.split("."))) >= (1, 58)


def test_checked_regions_cover_every_partition_that_cfn_lint_knows():
    assert partitions(JUDGED) == partitions(REGIONS)


def test_stack_passes_cfn_lint_in_every_checked_region(transformed, count):
    count("CloudFormation resources", len(transformed["Resources"]))
    # I3042: SAM writes the partition of its current Region into its own ARNs. The tests below check all ARNs.
    assert findings(json.dumps(transformed), ["I3042"]) == []


@pytest.mark.parametrize("path", FORWARDING, ids=lambda path: path.name)
def test_forwarding_passes_cfn_lint_in_every_checked_region(path):
    assert findings(path.read_text()) == []


def test_guide_names_the_types_that_a_region_lacks(templates, record_testsuite_property):
    known = len(REGIONS) - len(unknown())
    record_testsuite_property("templates x Regions passed by cfn-lint", len(templates) * len(JUDGED))
    record_testsuite_property("Regions that have every type of the templates", known - len(lacking(types(*templates))))
    found = "; ".join(f"{region}: {', '.join(names)}" for region, names in sorted(lacking(types(*templates)).items()))
    assert told("Types that a Region lacks") == (found or "none")
    assert f"lists the resource types of {known} Regions" in GUIDE


def test_guide_names_the_regions_without_known_types():
    assert told("Regions that cfn-lint has no list of") == ", ".join(sorted(unknown()))


def told(what):
    return re.findall(rf"^- {what}: (.+)\.$", GUIDE, re.MULTILINE)[0]


def test_planted_mistakes_are_found(templates):
    bus = deepcopy(templates[2])
    bus["Resources"]["Policy"]["Properties"]["Colour"] = "red"
    assert any(it.startswith("E3002") for it in findings(json.dumps(bus)))


def test_type_that_a_region_lacks_is_found():
    lacked = lacking({"AWS::AppRunner::Service", "AWS::Lambda::Function"})
    assert lacked["ap-southeast-6"] == ["AWS::AppRunner::Service"]
    assert "us-east-1" not in lacked
    found = findings(json.dumps({"Resources": {"Service": {"Type": "AWS::AppRunner::Service"}}}))
    assert any(it.startswith("E3006") and "ap-southeast-6" in it for it in found), found


def strangers(rendering, definitions=()):
    """The ARNs of another partition that a rendered template or definition contains."""
    outputs = [rendering.value(it["Value"]) for it in rendering.template.get("Outputs", {}).values()]
    resources = [properties for _, _, properties in rendering.resources()]
    texts = [*strings(outputs), *strings(resources), *definitions]
    named = {partition for text in texts for partition in re.findall(r"\barn:([\w-]+):", text)}
    assert rendering.partition in named
    return sorted(named - {rendering.partition})


@pytest.mark.parametrize("choose", [first, last], ids=["ifTrue", "ifFalse"])
@pytest.mark.parametrize("partition", PARTITIONS)
def test_stack_names_no_other_partition(source, partition, choose):
    region = PARTITIONS[partition]
    values = longest_values(source) | {"AlarmTopicArn": "", "PermissionsBoundary": "", "ConnectionKeyArns": []}
    rendering = Rendering(transform(region), values, partition=partition, region=region, choose=choose)
    assert strangers(rendering, [definition for _, definition in rendering.definitions(source)]) == []


@pytest.mark.parametrize("path", FORWARDING, ids=lambda path: path.name)
@pytest.mark.parametrize("partition", PARTITIONS)
def test_forwarding_names_no_other_partition(path, partition):
    template, region = yaml_parse(path.read_text()), PARTITIONS[partition]
    given = {"EventBusArn": f"arn:{partition}:events:{region}:111122223333:event-bus/default", "PermissionsBoundary": ""}
    values = longest_values(template) | given
    assert strangers(Rendering(template, values, partition=partition, region=region)) == []


def test_planted_arn_of_another_partition_is_found(source, transformed):
    template = deepcopy(transformed)
    template["Resources"]["StartFailureAlarm"]["Properties"]["AlarmActions"] = ["arn:aws:sns:us-gov-west-1:1:alarms"]
    values = longest_values(source)
    rendering = Rendering(template, values, partition="aws-us-gov", region="us-gov-west-1")
    assert strangers(rendering) == ["aws"]


def test_hosts_have_the_suffix_of_the_partition(source):
    rendering = Rendering(transform("cn-north-1"), longest_values(source), partition="aws-cn", region="cn-north-1")
    assert rendering.value(rendering.template["Outputs"]["ApiUrl"]["Value"]).split("/")[2].endswith(".amazonaws.com.cn")


def test_service_principals_are_those_of_every_partition(templates):
    """Always amazonaws.com, China included: AWS CDK, region-info/lib/default.ts, and aws/aws-cdk issue 2198."""
    trusted = {
        service
        for template in templates
        for role in of_type(template, "AWS::IAM::Role").values()
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
        for service in texts(statement["Principal"]["Service"])
    }
    assert trusted == {f"{it}.amazonaws.com" for it in ("lambda", "states", "events", "scheduler")}
