"""The definitions as a deployment renders them: with what the template puts in place of each ${Name}."""

import json
import re

from conftest import ROOT, workflows
from intrinsics import alternatives, text
from samcli.yamlhelper import yaml_parse

ACCOUNT = "111122223333"
# A Region of each partition.
REGIONS = {"aws": "eu-west-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}

_TEMPLATE = yaml_parse((ROOT / "template.yaml").read_text())
# What a reference to a resource of these types gives; to any other one, a name.
_ARNS = {
    "AWS::Serverless::StateMachine": "arn:{partition}:states:{region}:{account}:stateMachine:stack-{name}",
    "AWS::Serverless::Function": "arn:{partition}:lambda:{region}:{account}:function:stack-{name}:live",
    "AWS::SNS::Topic": "arn:{partition}:sns:{region}:{account}:stack-{name}",
}


def rendered(path, partition="aws"):
    """The definition in a file, for a partition."""
    given = {name: json.dumps(_value(it, partition))[1:-1] for name, it in _substitutions(path).items()}
    return json.loads(re.sub(r"\$\{(\w+)}", lambda found: given[found[1]], path.read_text()))


def rendered_workflows(partition="aws"):
    """The definitions of the stack's workflows: name to definition."""
    names = {it["DefinitionUri"].rpartition("/")[2]: _name(name) for name, it in _machines().items()}
    return {names[path.name]: rendered(path, partition) for path in workflows()}


def partitions_named(value):
    """Each partition that some ARN in a definition names, in its expressions too."""
    return set(re.findall(r"\barn:([\w-]*):", json.dumps(value)))


def _substitutions(path):
    """Those of the template for its own definitions; those of the stack's outputs for the examples."""
    for machine in _machines().values():
        if machine["DefinitionUri"].endswith(f"/{path.name}"):
            return machine["DefinitionSubstitutions"]
    return {name: it["Value"] for name, it in _TEMPLATE["Outputs"].items() if name in path.read_text()}


def _machines():
    resources = _TEMPLATE["Resources"].items()
    return {name: it["Properties"] for name, it in resources if it["Type"] == "AWS::Serverless::StateMachine"}


def _value(value, partition):
    place = {"Partition": partition, "Region": REGIONS[partition], "AccountId": ACCOUNT, "StackName": "stack"}
    written = text(alternatives(value)[0])
    written = re.sub(r"\$\{AWS::(\w+)}", lambda found: place[found[1]], written)
    return re.sub(r"\$\{(\w+)[.\w]*}", lambda found: _reference(found[1], partition), written)


def _reference(name, partition):
    kind = _TEMPLATE["Resources"].get(name, {}).get("Type")
    written = _ARNS.get(kind, "stack-{name}")
    return written.format(partition=partition, region=REGIONS[partition], account=ACCOUNT, name=_name(name))


def _name(resource):
    return re.sub(r"(Function|StateMachine)$", "", resource)
