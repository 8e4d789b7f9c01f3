"""What is open in a stack before its removal, as rows of a table: what, how many, and a remark."""

from collections.abc import Callable
from datetime import datetime

from botocore.exceptions import ClientError

from glueconnector.remove.executions import SEARCHES, WAITING, Executions
from glueconnector.remove.schedules import Schedules

Row = tuple[str, str, str]


def rows(executions: Executions, schedules: Schedules, doubts: Callable[[], int], messages: Callable[[], int]) -> list[Row]:
    found = executions.running((*WAITING, *SEARCHES))
    states = [it["State"] for it in schedules.read()]
    return [
        *(of_workflow(name, [it.started for it in found if it.workflow == name]) for name in (*WAITING, *SEARCHES)),
        ("schedules", str(len(states)), f"{states.count('ENABLED')} enabled"),
        ("starts in progress or in doubt", counted(doubts), "repeat one with its key to settle it, before you remove the stack"),
        ("messages in the queue of failed starts", counted(messages), "they are deleted with the stack"),
    ]


def of_workflow(workflow: str, started: list[datetime]) -> Row:
    return f"executions of {workflow}", str(len(started)), f"since {min(started):%Y-%m-%d %H:%M %Z}" if started else ""


def counted(count: Callable[[], int]) -> str:
    """The removal does not depend on these numbers, so it does without them if a permission is missing."""
    try:
        return str(count())
    except ClientError as error:
        code: str = error.response["Error"]["Code"]
        return f"unknown: {code}"
