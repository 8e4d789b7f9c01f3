"""glue fleet: runs many jobs through the workflow RunFleet, with a progress bar, and shows failures as they come."""

import hashlib
import json
import math
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from botocore.exceptions import ClientError
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from glueconnector.calls import Requests, request_options
from glueconnector.executions import Execution, watched
from glueconnector.failures import NOT_SUCCEEDED, Failed, of_aws
from glueconnector.output import clean, console, facts, note, table
from glueconnector.signing import object_of
from glueconnector.target import Target

# More of either must go through the bucket: docs/guide/state-machines.md.
INLINE_ITEMS = 500
INLINE_CHARACTERS = 250_000
SECONDS_BETWEEN_READS = 3


class Items:
    """The items of a running fleet, by the executions of RunJob, whose names contain the fleet and the item's index."""

    def __init__(self, target: Target, fleet: str):
        self._client = target.client("stepfunctions")
        self._machine = target.output("RunJobStateMachineArn")
        self._prefix = f"fleet-{hashlib.sha256(fleet.encode()).hexdigest()[:32]}-"
        self._failed: set[str] = set()
        # The clocks of this computer and of AWS may differ by five minutes.
        self._since = datetime.now(UTC) - timedelta(minutes=10)

    def read(self) -> tuple[Counter[str], list[dict[str, Any]]]:
        """The number of items in each status, and the executions that have failed since the last read."""
        found = [it for it in self._executions() if it["name"].startswith(self._prefix)]
        failed = [it for it in found if it["status"] not in ("RUNNING", "SUCCEEDED") and it["name"] not in self._failed]
        self._failed |= {it["name"] for it in failed}
        return Counter(it["status"] for it in found), failed

    def _executions(self) -> list[dict[str, Any]]:
        """Executions since the fleet began. Step Functions lists the newest first:

        https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
        """
        found = []
        for page in self._client.get_paginator("list_executions").paginate(stateMachineArn=self._machine):
            found += page["executions"]
            if found and found[-1]["startDate"] < self._since:
                break
        return found

    def reason(self, execution: dict[str, Any]) -> str:
        """The item's index and why it failed."""
        index = execution["name"].removeprefix(self._prefix).split("-")[0]
        described = self._client.describe_execution(executionArn=execution["executionArn"])
        cause = object_of(described.get("cause", ""))
        error = described.get("error", execution["status"]).rpartition(".")[2]
        name = cause.get("name") or object_of(described.get("input", "")).get("name", "")
        message = str(cause.get("errorMessage", ""))
        return f"item {index}  {name}  {error}  {object_of(message).get('detail', message)}".rstrip()


class Watch:
    """The fleet so far: a bar with counts on a terminal, otherwise a line whenever they change."""

    def __init__(self, items: Items, total: int | None):
        self._items = items
        self._total = total
        self._read = 0.0
        self._noted: Counter[str] = Counter()
        self._bar: Progress | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        target = console(error=True)
        if not target.is_terminal:
            yield
            return
        columns = BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
        with Progress(*columns, console=target, transient=True) as self._bar:
            self._bar.add_task("starting", total=self._total)
            yield

    def update(self) -> None:
        if time.monotonic() - self._read < SECONDS_BETWEEN_READS:
            return
        self._read = time.monotonic()
        try:
            counts, failed = self._items.read()
            for execution in failed:
                self._say(f"failed: {self._items.reason(execution)}")
        except ClientError as refusal:
            # The fleet runs on without a display; its end shows the counts.
            self._read = math.inf
            self._say(f"No progress is shown: {of_aws(refusal).title}")
            return
        self._show(counts)

    def _show(self, counts: Counter[str]) -> None:
        text = ", ".join(f"{number} {status.lower()}" for status, number in sorted(counts.items()))
        done = counts.total() - counts["RUNNING"]
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=done, description=f"{done}/{self._total or '?'}  {text}")
        elif counts != self._noted:
            note(f"{done}/{self._total or '?'}  {text}")
        self._noted = counts

    def _say(self, text: str) -> None:
        if self._bar:
            self._bar.console.print(clean(text), style="red")
        else:
            note(text)


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@request_options
def fleet(requests: Requests, file: Any) -> int:
    """Run the jobs in FILE and wait for all of them.

    FILE is JSON: an input of RunFleet, or a list of its items. With -, it is standard input.
    Exit code 0 if no more items failed than the fleet tolerates, otherwise 3.
    """
    fields = read(file)
    total = size(fields)
    execution = Execution(requests.target, "RunFleet", placed(requests.target, fields))
    note(f"fleet {execution.arn}")
    watch = Watch(Items(requests.target, execution.arn), total)
    end = watched(execution, "fleet", watch)
    if requests.as_json:
        print(end.text)
    elif "counts" in end.content:
        show(end.content)
    if end.code not in (0, NOT_SUCCEEDED) or "counts" not in end.content:
        raise end.problem
    return end.code


def read(file: Any) -> dict[str, Any]:
    try:
        fields = json.load(file)
    except ValueError as broken:
        raise Failed("The fleet cannot be read.", f"{file.name}: expected JSON, but got {broken}.") from broken
    if isinstance(fields, list):
        return {"items": fields}
    if not isinstance(fields, dict):
        raise Failed("The fleet cannot be read.", f"{file.name}: expected an object or a list, but got {type(fields).__name__}.")
    return fields


def size(fields: dict[str, Any]) -> int | None:
    """The number of items, if the input shows it; a wrong input is for RunFleet to reject."""
    if isinstance(fields.get("items"), list):
        return len(fields["items"])
    counts = [len(it) for name in ("jobs", "connections", "regions") if isinstance(it := fields.get(name), list)]
    product = 1
    for number in counts:
        product *= number
    return product if "jobs" in fields else None


def placed(target: Target, fields: dict[str, Any]) -> dict[str, Any]:
    """The input of RunFleet. Items that are too many for it go through the stack's bucket."""
    items = fields.get("items")
    content = json.dumps(items)
    if not isinstance(items, list) or (len(items) <= INLINE_ITEMS and len(content) <= INLINE_CHARACTERS):
        return fields
    key = f"uploads/{secrets.token_hex(16)}.json"
    target.client("s3").put_object(Bucket=target.output("FleetBucketName"), Key=key, Body=content.encode())
    return {name: value for name, value in fields.items() if name != "items"} | {"itemsKey": key}


def show(content: dict[str, Any]) -> None:
    counts = content["counts"]
    facts([("items", content["items"]), *sorted(counts.items())])
    failures = content.get("failures", [])
    if failures:
        sys.stdout.flush()
        rows = [[it.get(name, "") for name in ("index", "name", "state", "jobRunId", "message")] for it in failures]
        table(["ITEM", "NAME", "STATE", "RUN", "MESSAGE"], rows)
    if left := content.get("failuresLeftOut"):
        note(f"{left} more failures are in the starts table.")
