"""Executions of the stack's workflows: started once, watched to their end, and stopped on request."""

import json
import secrets
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import click

from glueconnector.api import NO_RESPONSE
from glueconnector.failures import FAILED, INTERRUPTED, NOT_SUCCEEDED, Failed
from glueconnector.output import note
from glueconnector.signing import object_of
from glueconnector.target import Target

SECONDS_BETWEEN_POLLS = 1.0
# The SDK has sent each of these several times.
FAILURES_IN_A_ROW = 30
OF_THE_CONNECTOR = "io.glueconnector.error."


@dataclass(frozen=True)
class End:
    """How an execution ended. The content is its output or its cause, as JSON text."""

    status: str
    error: str
    text: str

    @property
    def content(self) -> dict[str, Any]:
        return object_of(self.text)

    @property
    def code(self) -> int:
        """0 for success, 3 for a run or a fleet that ended otherwise, 1 if the workflow itself failed."""
        if self.status == "SUCCEEDED":
            return 0
        return FAILED if self.error.startswith(OF_THE_CONNECTOR) or not self.content else NOT_SUCCEEDED

    @property
    def problem(self) -> Failed:
        """The failure of an execution that has no report of its own: the connector's error, or the workflow's."""
        # The functions' errors hold the API's problem document as text; RunFleet's own ones do, too.
        problem = object_of(str(self.content.get("errorMessage", "")))
        detail = problem.get("detail") or self.text or "The execution has no cause."
        title = self.error.removeprefix(OF_THE_CONNECTOR) or self.status
        return Failed(f"The execution ended with {title}.", detail)


class Execution:
    """An execution under a random name. If the response to its start is lost, the SDK sends the start again under that name.

    Step Functions then returns the same execution, or ExecutionAlreadyExists if it has ended by then:
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """

    def __init__(self, target: Target, workflow: str, fields: dict[str, Any]):
        self._client = target.client("stepfunctions")
        machine = target.output(f"{workflow}StateMachineArn")
        name = f"glue-{secrets.token_hex(10)}"
        self.arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            self._client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(fields))
        except self._client.exceptions.ExecutionAlreadyExists:
            return

    def end(self) -> End | None:
        """How the execution ended, or None while it runs."""
        found = self._client.describe_execution(executionArn=self.arn)
        if found["status"] == "RUNNING":
            return None
        content = "output" if found["status"] == "SUCCEEDED" else "cause"
        return End(found["status"], found.get("error", ""), found.get(content, ""))

    def stop(self) -> None:
        self._client.stop_execution(executionArn=self.arn, error="Interrupted", cause="A person stopped it at the command line.")


class Watch(Protocol):
    """What shows an execution while it runs."""

    def shown(self) -> AbstractContextManager[None]: ...

    def update(self) -> None: ...


def watched(execution: Execution, what: str, watch: Watch) -> End:
    """Waits for the end of an execution. Ctrl-C asks whether to stop it or to leave it, once the display has ended."""
    try:
        with watch.shown():
            return end_of(execution, what, watch)
    except KeyboardInterrupt:
        raise interrupted(execution, what) from None


def end_of(execution: Execution, what: str, watch: Watch) -> End:
    """Polls an execution until it ends, through short failures of the network."""
    failures = 0
    while True:
        try:
            if (end := execution.end()) is not None:
                return end
            watch.update()
            failures = 0
        except NO_RESPONSE:
            failures += 1
            if failures == FAILURES_IN_A_ROW:
                note(f"The {what} continues: {execution.arn}")
                raise
        time.sleep(SECONDS_BETWEEN_POLLS)


def interrupted(execution: Execution, what: str) -> Failed:
    if wants_stop(what):
        execution.stop()
        return Failed(f"The {what} is being stopped.", f"Its execution: {execution.arn}", INTERRUPTED)
    return Failed(f"The {what} continues.", f"Its execution: {execution.arn}", INTERRUPTED)


def wants_stop(what: str) -> bool:
    """Without a person to ask, what was started is left."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    try:
        note("")
        word = click.prompt(
            f"Stop the {what}, or leave it", type=click.Choice(["stop", "leave"]), default="leave", show_default=True, err=True
        )
        return bool(word == "stop")
    except (click.Abort, KeyboardInterrupt):
        return False
