"""The items of a fleet, by the records of their starts, whose keys follow from the fleet's execution."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import click

from glueconnector.api import Refused
from glueconnector.report.model import Fleet, Item, Run, run_of, time_of
from glueconnector.report.reads import UNREADABLE, Reads, note_of

NOT_FOUND = 404
# A start that was rejected before it was recorded leaves a gap; so many in a row are the end.
LONGEST_GAP = 24
MACHINE = "-RunFleet"
PARTS = 8


def checked_execution(_: click.Context, __: click.Parameter, arns: tuple[str, ...]) -> tuple[str, ...]:
    for arn in arns:
        parts = arn.split(":")
        if len(parts) != PARTS or parts[5] != "execution" or not parts[6].endswith(MACHINE):
            raise click.BadParameter(f"expected the ARN of an execution of RunFleet, but got {arn[:300]}.")
    return arns


def key_of(execution: str, index: int) -> str:
    """The idempotency key of an item: RunJob makes it of its execution, whose name RunFleet makes of its own and the index."""
    *place, machine, _ = execution.split(":")
    fleet = hashlib.sha256(execution.encode()).hexdigest()[:32]
    child = ":".join([*place, f"{machine.removesuffix(MACHINE)}-RunJob", f"fleet-{fleet}-{index}-0"])
    return f"{child}/0/Start job run"


class FleetReading:
    """Looks for each item's start in the given connections, and for its run where it is not known yet."""

    def __init__(self, reads: Reads, connections: tuple[str, ...], runs: dict[tuple[str, str], Run], pool: ThreadPoolExecutor):
        self._reads = reads
        self._connections = connections
        self._runs = runs
        self._pool = pool

    def read(self, execution: str) -> Fleet:
        fleet = Fleet(execution)
        try:
            while True:
                first = len(fleet.items) and fleet.items[-1].index + 1
                indexes = range(first, first + LONGEST_GAP)
                found = [it for it in self._pool.map(lambda index: self._item(execution, index), indexes) if it]
                fleet.items += found
                if not found:
                    return fleet
        except UNREADABLE as failure:
            return replace(fleet, note=note_of("The items of the fleet", failure))

    def _item(self, execution: str, index: int) -> Item | None:
        key = key_of(execution, index)
        for connection in self._connections:
            start = self._start(connection, key)
            if start:
                return self._with_run(
                    Item(
                        index=index,
                        connection=connection,
                        name=start["name"],
                        region=start["region"],
                        start=start["state"],
                        requested=time_of(start["requestedAt"]),
                        run_id=start.get("jobRunId", ""),
                        note=start.get("code", ""),
                    )
                )
        return None

    def _start(self, connection: str, key: str) -> dict[str, Any] | None:
        try:
            return self._reads.get(connection, "starts", idempotencyKey=key)
        except Refused as refusal:
            if refusal.answer.status == NOT_FOUND:
                return None
            raise

    def _with_run(self, item: Item) -> Item:
        if not item.run_id:
            return item
        known = self._runs.get((item.connection, item.run_id))
        if known:
            return replace(item, run=known)
        try:
            found = self._reads.get(item.connection, "jobs", item.name, "runs", item.run_id, region=item.region)
        except UNREADABLE as failure:
            return replace(item, note=note_of("", failure).title)
        return replace(item, run=run_of(found["jobRun"]))
