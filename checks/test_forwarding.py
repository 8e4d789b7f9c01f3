"""The template that other accounts and Regions deploy so their events reach the stack."""

import pytest
from samcli.yamlhelper import yaml_parse

from conftest import ROOT
from intrinsics import text

TEMPLATE = ROOT / "forwarding/template.yaml"
BUS = ROOT / "forwarding/bus.yaml"


@pytest.fixture(scope="module")
def forwarding():
    return yaml_parse(TEMPLATE.read_text())["Resources"]


def test_forwarded_events_are_those_that_the_stack_listens_to(forwarding, transformed):
    heard = [transformed["Resources"][it]["Properties"]["EventPattern"] for it in ("JobRunEndRule", "CrawlEndRule")]
    forwarded = forwarding["Rule"]["Properties"]["EventPattern"]
    assert forwarded["source"] == ["aws.glue"]
    assert forwarded["detail-type"] == [kind for it in heard for kind in it["detail-type"]]
    assert forwarded["detail"]["state"] == [state for it in heard for state in it["detail"]["state"]]


def test_role_may_only_put_events_onto_that_bus(forwarding):
    (policy,) = forwarding["Role"]["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("events:PutEvents", {"Ref": "EventBusArn"})


def test_role_trusts_its_own_rule_only(forwarding):
    (trust,) = forwarding["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    arn = text(trust["Condition"]["ArnEquals"]["aws:SourceArn"])
    rule = text(forwarding["Rule"]["Properties"]["Name"])
    assert arn == f"arn:${{AWS::Partition}}:events:${{AWS::Region}}:${{AWS::AccountId}}:rule/{rule}"


def test_bus_takes_from_named_accounts_events_of_glue_only():
    statement = yaml_parse(BUS.read_text())["Resources"]["Policy"]["Properties"]["Statement"]
    assert statement["Principal"] == {"AWS": {"Ref": "ForwardingAccounts"}}
    assert statement["Condition"] == {"StringEquals": {"events:source": "aws.glue"}}
