"""A template's values as deployed: parameters, pseudo parameters and the names that CloudFormation generates are filled in."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from samcli.yamlhelper import yaml_parse

from conftest import ROOT
from transforming import transform

ACCOUNT = "111122223333"
# A Region of each partition.
REGIONS = {"aws": "eu-west-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
SUFFIXES = {"aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-cn": "amazonaws.com.cn"}
# Attributes that AWS generates; the longest value of each.
GENERATED = {("AWS::Lambda::Version", "Version"): "99999", ("AWS::ApiGateway::RestApi", "RootResourceId"): "x" * 10}


def longest(branches):
    return max(branches, key=lambda it: len(json.dumps(it)))


def first(branches):
    return branches[0]


def last(branches):
    return branches[-1]


@dataclass(frozen=True)
class Rendering:
    """Fills in a template; choose picks one branch of each Fn::If."""

    template: dict
    parameters: dict
    stack: str = "glue-connector"
    partition: str = "aws"
    region: str = "eu-west-1"
    choose: Callable = longest
    pseudo: dict = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.pseudo.update(
            {
                "AWS::AccountId": ACCOUNT,
                "AWS::NoValue": None,
                "AWS::Partition": self.partition,
                "AWS::Region": self.region,
                "AWS::StackName": self.stack,
                "AWS::URLSuffix": SUFFIXES[self.partition],
            }
        )

    def resources(self):
        """Each resource's logical name, type and filled-in properties."""
        for name, resource in self.template["Resources"].items():
            yield name, resource["Type"], self.value(resource.get("Properties", {}))

    def definitions(self, source):
        """Each workflow's logical name and definition. The template as written names the file of the definition."""
        for name, resource in self.template["Resources"].items():
            if resource["Type"] == "AWS::StepFunctions::StateMachine":
                file = ROOT / source["Resources"][name]["Properties"]["DefinitionUri"]
                yield name, self.value({"Fn::Sub": [file.read_text(), resource["Properties"]["DefinitionSubstitutions"]]})

    def value(self, given):
        if isinstance(given, list):
            return [item for item in map(self.value, given) if item is not None]
        if not isinstance(given, dict):
            return given
        if len(given) == 1:
            ((function, argument),) = given.items()
            if function == "Ref" or function.startswith("Fn::"):
                return self._function(function, argument)
        filled = {key: self.value(item) for key, item in given.items()}
        return {key: item for key, item in filled.items() if item is not None}

    def _function(self, function, argument):
        match function:
            case "Ref":
                return self._reference(argument)
            case "Fn::GetAtt":
                return self._attribute(*(argument.split(".") if isinstance(argument, str) else argument))
            case "Fn::FindInMap":
                mapping, top, second = argument
                return self.template["Mappings"][mapping][top][second]
            case "Fn::If":
                return self.choose([self.value(branch) for branch in argument[1:]])
            case "Fn::Sub":
                text, extra = argument if isinstance(argument, list) else (argument, {})
                return self.text(text, {name: self.value(it) for name, it in extra.items()})
            case "Fn::Join":
                return argument[0].join(self.value(argument[1]))
        raise ValueError(f"{function} is not supported: add it to rendering.Rendering")

    def text(self, text, extra=None):
        """A string with its placeholders filled in."""

        def filled(match):
            name = match[1]
            if name in (extra or {}):
                return str(extra[name])
            if "." in name:
                return self._attribute(*name.split(".", 1))
            return str(self._reference(name))

        return re.sub(r"\$\{([\w:.]+)}", filled, text)

    def _reference(self, name):
        known = self.parameters | self.pseudo
        if name in known:
            return known[name]
        resource = self.template["Resources"][name]
        kind, properties = resource["Type"], resource.get("Properties", {})
        match kind:
            case "AWS::IAM::ManagedPolicy":
                return f"arn:{self.partition}:iam::{ACCOUNT}:policy/{self._generated(name, kind)}"
            case "AWS::Lambda::Function":
                return self.value(properties["FunctionName"])
            case "AWS::Lambda::Alias":
                return f"{self._attribute(properties['FunctionName']['Ref'], 'Arn')}:{properties['Name']}"
            case "AWS::Lambda::LayerVersion":
                return self._arn("lambda", f"layer:{self.value(properties['LayerName'])}:99999")
            case "AWS::Logs::LogGroup":
                return self.value(properties["LogGroupName"])
            case "AWS::Scheduler::ScheduleGroup":
                return self.value(properties["Name"])
            case "AWS::StepFunctions::StateMachine":
                return self._arn("states", f"stateMachine:{self.value(properties['StateMachineName'])}")
            case "AWS::SQS::Queue":
                return f"https://sqs.{self.region}.{SUFFIXES[self.partition]}/{ACCOUNT}/{self.value(properties['QueueName'])}"
        return self._generated(name, kind)

    def _attribute(self, name, attribute):
        resource = self.template["Resources"][name]
        kind, properties = resource["Type"], resource.get("Properties", {})
        match kind, attribute:
            case "AWS::Lambda::Function", "Arn":
                return self._arn("lambda", f"function:{self._reference(name)}")
            case "AWS::IAM::Role", "Arn":
                return f"arn:{self.partition}:iam::{ACCOUNT}:role{self.value(properties['Path'])}{self._reference(name)}"
            case "AWS::Logs::LogGroup", "Arn":
                return self._arn("logs", f"log-group:{self._reference(name)}:*")
            case "AWS::DynamoDB::Table", "Arn":
                return self._arn("dynamodb", f"table/{self._reference(name)}")
            case "AWS::SQS::Queue", "Arn":
                return self._arn("sqs", self.value(properties["QueueName"]))
            case "AWS::Scheduler::ScheduleGroup", "Arn":
                return self._arn("scheduler", f"schedule-group/{self._reference(name)}")
            case "AWS::SQS::Queue", "QueueName":
                return self.value(properties["QueueName"])
            case "AWS::StepFunctions::StateMachine", "Name":
                return self.value(properties["StateMachineName"])
            case _ if (kind, attribute) in GENERATED:
                return GENERATED[kind, attribute]
        raise ValueError(f"{attribute} of {kind} is not supported: add it to rendering.Rendering")

    def _arn(self, service, rest):
        return f"arn:{self.partition}:{service}:{self.region}:{ACCOUNT}:{rest}"

    def _generated(self, name, kind):
        """A name as CloudFormation generates it: stack name, logical name and 12 characters, cut to the service's limit."""
        length = {"AWS::IAM::Role": 64, "AWS::S3::Bucket": 63, "AWS::DynamoDB::Table": 255}.get(kind, 128)
        return f"{self.stack}-{name}-{'X' * 12}"[:length]


def strings(value):
    """All strings of a value, including the keys of its objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)


SOURCE = yaml_parse((ROOT / "template.yaml").read_text())


@cache
def _stack(partition):
    """A stack named "stack" with the default values of its parameters."""
    defaults = {name: it.get("Default", "") for name, it in SOURCE["Parameters"].items()}
    region = REGIONS[partition]
    return Rendering(transform(region=region), defaults, stack="stack", partition=partition, region=region, choose=last)


def rendered(path, partition="aws"):
    """The definition in a file as a deployment renders it; in the examples, the stack's outputs replace the substitutions."""
    stack = _stack(partition)
    own = dict(stack.definitions(SOURCE))
    for name, definition in own.items():
        if SOURCE["Resources"][name]["Properties"]["DefinitionUri"].endswith(f"/{path.name}"):
            return json.loads(definition)
    outputs = {name: stack.value(it["Value"]) for name, it in stack.template["Outputs"].items() if name in path.read_text()}
    return json.loads(stack.text(path.read_text(), outputs))


def rendered_workflows(partition="aws"):
    """The definitions of the stack's workflows: name to definition."""
    own = dict(_stack(partition).definitions(SOURCE))
    return {name.removesuffix("StateMachine"): json.loads(it) for name, it in own.items()}
