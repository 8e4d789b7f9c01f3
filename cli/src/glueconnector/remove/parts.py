"""The parts of a stack that a removal works on, found by their logical IDs. A part that is gone or was never created is None."""

from functools import cached_property
from typing import Any

from glueconnector.remove.deployed import Deployed
from glueconnector.remove.doors import Doors
from glueconnector.remove.executions import SEARCHES, WAITING, Executions
from glueconnector.remove.opened import Row, rows
from glueconnector.remove.record import Record
from glueconnector.remove.schedules import Schedules
from glueconnector.target import Target

# A start that has no outcome yet.
IN_DOUBT = {
    "FilterExpression": "#state = :starting",
    "ExpressionAttributeNames": {"#state": "state"},
    "ExpressionAttributeValues": {":starting": {"S": "STARTING"}},
    "Select": "COUNT",
}


class Parts:
    def __init__(self, target: Target, deployed: Deployed):
        self._target = target
        self._deployed = deployed
        self._ids = {it.name: it.id for it in deployed.resources()}
        self._stage = next((it.id for it in deployed.resources() if it.kind == "AWS::ApiGateway::Stage"), None)

    @cached_property
    def executions(self) -> Executions:
        machines = {
            name: self._ids[f"{name}StateMachine"] for name in (*WAITING, *SEARCHES) if f"{name}StateMachine" in self._ids
        }
        return Executions(self._client("stepfunctions"), machines)

    @cached_property
    def doors(self) -> Doors:
        return Doors(self._client("apigateway"), self._ids.get("Api"), self._stage)

    @cached_property
    def schedules(self) -> Schedules:
        return Schedules(self._client("scheduler"), self._ids.get("ScheduleGroup"))

    def record(self) -> Record:
        prefix = self._deployed.outputs["ConnectionPrefix"]
        return Record(self._deployed.id, self._ids.get("StartsTable", ""), self._ids.get("FleetBucket", ""), prefix)

    def open(self) -> list[Row]:
        return rows(self.executions, self.schedules, self._doubts, self._messages)

    def needed(self) -> list[tuple[str, str]]:
        """The permissions to change something, besides those to delete what the stack consists of."""
        place = ":".join(self._deployed.id.split(":")[:5])
        partition, region, name = place.split(":")[1], self._target.region, self._deployed.name
        api = f"arn:{partition}:apigateway:{region}::/restapis/{self._ids.get('Api')}/stages/{self._stage}"
        return [
            ("scheduler:UpdateSchedule", f"{place.replace(':cloudformation:', ':scheduler:')}:schedule/{name}/*"),
            *([("apigateway:PATCH", api)] if self._stage else []),
            ("states:StopExecution", f"{place.replace(':cloudformation:', ':states:')}:execution:{name}-RunJob:*"),
            ("states:StartExecution", f"{place.replace(':cloudformation:', ':states:')}:stateMachine:{name}-FindAbandoned"),
            ("cloudformation:DeleteStack", self._deployed.id),
        ]

    def _doubts(self) -> int:
        if "StartsTable" not in self._ids:
            return 0
        pages = self._client("dynamodb").get_paginator("scan").paginate(TableName=self._ids["StartsTable"], **IN_DOUBT)
        return sum(page["Count"] for page in pages)

    def _messages(self) -> int:
        if "StartFailureQueue" not in self._ids:
            return 0
        asked = {"QueueUrl": self._ids["StartFailureQueue"], "AttributeNames": ["ApproximateNumberOfMessages"]}
        return int(self._client("sqs").get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"])

    def _client(self, service: str) -> Any:
        return self._target.client(service)
