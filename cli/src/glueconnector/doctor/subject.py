"""The stack that the doctor examines, as CloudFormation describes it, or a stack that is about to be deployed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from glueconnector.doctor.verdicts import is_denied
from glueconnector.failures import Failed
from glueconnector.target import Target

# The template's defaults, where a check depends on one.
DEFAULTS = {
    "AccessLogs": "false",
    "Architecture": "arm64",
    "BootPath": "true",
    "ConnectionPrefix": "glue-connector/",
    "RolePath": "/glue-connector/",
    "Runtime": "java25",
    "ScheduleTimezone": "UTC",
}
# The name in samconfig.toml.
USUAL_NAME = "glue-connector"
# A stack has all its outputs in these states. One whose creation failed has none.
COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")
# Outputs that only a stack of this project has together.
OURS = {"ApiUrl", "ConnectionPrefix", "ScheduleGroupName"}


@dataclass(frozen=True)
class Subject:
    """A stack with its parameters: those given, then those deployed, then the template's defaults."""

    target: Target
    description: Mapping[str, Any] | None
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return named(self.target)

    @property
    def region(self) -> str:
        return self.target.region

    @property
    def status(self) -> str:
        return "" if self.description is None else str(self.description["StackStatus"])

    @cached_property
    def parameters(self) -> dict[str, str]:
        deployed = self.description.get("Parameters", []) if self.description else []
        return DEFAULTS | {it["ParameterKey"]: it.get("ParameterValue", "") for it in deployed} | dict(self.given)

    @cached_property
    def outputs(self) -> dict[str, str]:
        deployed = self.description.get("Outputs", []) if self.description else []
        return {it["OutputKey"]: it["OutputValue"] for it in deployed}

    def parameter(self, name: str) -> str:
        return self.parameters.get(name, "")

    @cached_property
    def resources(self) -> list[tuple[str, str, str]]:
        """The stack's resources: type, logical id and physical id."""
        pages = self.target.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        found = [it for page in pages for it in page["StackResourceSummaries"]]
        return [(it["ResourceType"], it["LogicalResourceId"], it.get("PhysicalResourceId", "")) for it in found]

    def of_type(self, kind: str) -> list[str]:
        """The physical ids of the resources of a type."""
        return [physical for found, _, physical in self.resources if found == kind]


def read(target: Target, given: Mapping[str, str], before: bool) -> Subject:
    """Describes the stack. Fails if the doctor can say nothing about it: see the messages below."""
    subject = Subject(target, described(target), given)
    if subject.status.endswith("_IN_PROGRESS"):
        raise Failed(
            f"Stack {subject.name} in {subject.region} is being changed ({subject.status}).",
            "Wait until CloudFormation has ended, then run bin/doctor again. Nothing was changed.",
        )
    if subject.description is None and not before:
        raise Failed(
            f"There is no stack {subject.name} in {subject.region}.",
            "Give --stack-name and --region. To check an account before its first deployment, use --before.",
        )
    if subject.status.endswith(COMPLETE) and not subject.outputs.keys() >= OURS:
        raise Failed(
            f"Stack {subject.name} in {subject.region} is not a Glue connector.",
            f"It lacks the outputs {', '.join(sorted(OURS - subject.outputs.keys()))}. Choose another --stack-name.",
        )
    return subject


def named(target: Target) -> str:
    """A stack that does not exist yet cannot be found by its outputs, so without a name it is the usual one."""
    return target.given_name or USUAL_NAME


def described(target: Target) -> Mapping[str, Any] | None:
    """CloudFormation's description, or None if there is no such stack or only a change set that was never executed."""
    try:
        (stack,) = target.client("cloudformation").describe_stacks(StackName=named(target))["Stacks"]
    except ClientError as refusal:
        if is_denied(refusal):
            raise Failed(
                f"You may not look at stack {named(target)} in {target.region}.",
                "Allow cloudformation:DescribeStacks on it, as policies/deployer.json does, or choose another --profile.",
            ) from refusal
        if refusal.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return None if stack["StackStatus"] == "REVIEW_IN_PROGRESS" else stack
