"""The executions of the stack's workflows."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# Stopped in this order: a stopped fleet starts no more executions of RunJob.
WAITING = ("RunFleet", "RunJob", "RunCrawler")
SEARCHES = ("FindAbandoned", "StopAbandoned")
# The names of the searches that wait for the end of an hour.
AN_HOUR = re.compile(r"\d{4}-\d\d-\d\dT\d\d")


@dataclass(frozen=True)
class Execution:
    arn: str
    name: str
    workflow: str
    started: datetime


class Executions:
    """Those of the given workflows, by name and ARN. Executions of EndWaits, which is Express, cannot be listed."""

    def __init__(self, states: Any, machines: dict[str, str]):
        self._states = states
        self._machines = machines

    def running(self, workflows: Iterable[str]) -> list[Execution]:
        return self._listed(workflows, "RUNNING")

    def searching(self) -> list[Execution]:
        """Executions that stop a run or look for one now."""
        return [it for it in self.running(SEARCHES) if not AN_HOUR.fullmatch(it.name)]

    def stop(self, execution: Execution) -> None:
        """An execution that has ended in the meantime is no error."""
        ended = self._states.exceptions.ExecutionDoesNotExist, self._states.exceptions.ValidationException
        with suppress(*ended):
            self._states.stop_execution(executionArn=execution.arn, cause="The stack is being removed.")

    def search(self, now: datetime) -> datetime | None:
        """Starts a search for executions that ended in the last hours without an event. The search for an hour that is over
        begins at once. Returns when it began."""
        if "FindAbandoned" not in self._machines:
            return None
        hour = (now - timedelta(hours=2)).strftime("%Y-%m-%dT%H")
        started = self._states.start_execution(stateMachineArn=self._machines["FindAbandoned"], input=f'{{"hour": "{hour}"}}')
        began: datetime = started["startDate"]
        return began

    def failures(self, since: datetime) -> list[str]:
        """The causes of the searches and stops that failed."""
        failed = [it for it in self._listed(SEARCHES, "FAILED") if it.started >= since]
        ended = [self._states.describe_execution(executionArn=it.arn) for it in failed]
        return [f"{it['name']}: {it.get('error')}: {it.get('cause')}" for it in ended]

    def _listed(self, workflows: Iterable[str], status: str) -> list[Execution]:
        found = []
        for workflow in workflows:
            if workflow in self._machines:
                asked: dict[str, Any] = {"stateMachineArn": self._machines[workflow], "statusFilter": status}
                pages = self._states.get_paginator("list_executions").paginate(**asked)
                found += [
                    Execution(it["executionArn"], it["name"], workflow, it["startDate"])
                    for page in pages
                    for it in page["executions"]
                ]
        return found
