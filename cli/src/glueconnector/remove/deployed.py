"""The stack in CloudFormation: what it is, what it consists of, and its deletion."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from glueconnector.failures import Failed

# The outputs by which a stack of this project is recognized.
OUTPUTS = {"ApiUrl", "RunJobStateMachineArn", "ScheduleGroupName", "ConnectionPrefix"}
DELETING, NOT_DELETED, DELETED = "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE"
UNCHANGED = "Nothing was changed."


@dataclass(frozen=True)
class Resource:
    name: str
    kind: str
    id: str
    status: str
    reason: str


class Deployed:
    """One stack, also after its deletion: its ID stays valid for 90 days."""

    def __init__(self, cloudformation: Any, description: dict[str, Any]):
        self._cloudformation = cloudformation
        self.id: str = description["StackId"]
        self.name: str = description["StackName"]
        self.status: str = description["StackStatus"]
        self.outputs: dict[str, str] = {it["OutputKey"]: it["OutputValue"] for it in description.get("Outputs", [])}
        self._protected: bool = description.get("EnableTerminationProtection", False)

    def require_removable(self) -> None:
        if self.status.endswith("_IN_PROGRESS") and self.status != DELETING:
            raise Failed(f"Stack {self.name} is being changed: {self.status}.", f"Try again when it has ended. {UNCHANGED}")
        missing = ", ".join(sorted(OUTPUTS - self.outputs.keys()))
        if missing:
            remedy = f"It lacks the outputs {missing}. Name a stack of this project. {UNCHANGED}"
            raise Failed(f"Stack {self.name} is not a stack of this project.", remedy)
        if self._protected:
            off = f"aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name {self.name}"
            raise Failed(f"Stack {self.name} is protected against deletion.", f"If it may go, run: {off}\n{UNCHANGED}")

    def resources(self) -> list[Resource]:
        """Those that still exist."""
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self.id)
        listed = [it for page in pages for it in page["StackResourceSummaries"] if it["ResourceStatus"] != DELETED]
        return [
            Resource(
                it["LogicalResourceId"],
                it["ResourceType"],
                it.get("PhysicalResourceId", ""),
                it["ResourceStatus"],
                it.get("ResourceStatusReason", ""),
            )
            for it in listed
        ]

    def delete(self) -> None:
        self._cloudformation.delete_stack(StackName=self.id)

    def again(self) -> "Deployed":
        return described(self._cloudformation, self.id)


def described(cloudformation: Any, name: str) -> Deployed:
    """The stack with a name or an ID. A deleted one is found by its ID only."""
    try:
        (description,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        region = cloudformation.meta.region_name
        raise Failed(f"There is no stack {name} in {region}.", f"Give --stack-name and --region. {UNCHANGED}") from error
    return Deployed(cloudformation, description)
