"""The removal, step by step. Each step can be repeated, so an interrupted removal continues when it is run again."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from glueconnector.failures import INTERRUPTED, Failed
from glueconnector.remove import record as records
from glueconnector.remove.deployed import DELETED, DELETING, NOT_DELETED, Deployed
from glueconnector.remove.doors import Doors
from glueconnector.remove.executions import SEARCHES, WAITING, Execution, Executions
from glueconnector.remove.progress import Progress
from glueconnector.remove.record import Record
from glueconnector.remove.schedules import Schedules

SECONDS_BETWEEN_LOOKS = 2
# The list of executions is eventually consistent, so one empty list proves nothing:
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
EMPTY_LOOKS, SECONDS_BETWEEN_EMPTY_LOOKS = 4, 1
# Until then, the stack may still have the status from before its deletion.
SECONDS_TO_BEGIN = 20


class Removal:
    """The removal of one stack. Until the deletion begins, it can be given up."""

    def __init__(
        self, deployed: Deployed, executions: Executions, doors: Doors, schedules: Schedules, path: Path, record: Record
    ):
        self._deployed = deployed
        self._executions = executions
        self._doors = doors
        self._schedules = schedules
        self._path = path
        self._record = record

    def run(self, wait: bool, progress: Progress) -> Record:
        """Removes the stack; returns what it was like."""
        left = "The stack was not deleted. Stopped executions stay stopped."
        try:
            if self._deployed.status != DELETING:
                self._begin(wait, progress)
            left = "The deletion goes on. To watch it, run this again."
            self._watch(progress)
        except KeyboardInterrupt as interrupt:
            raise Failed("Interrupted.", left, INTERRUPTED) from interrupt
        return self._record

    def _begin(self, wait: bool, progress: Progress) -> None:
        """Every failure and interruption before the deletion gives the removal up."""
        try:
            self._close(progress)
            self._end_everything(wait, progress)
            progress.step("Deleting the stack")
            self._deployed.delete()
        except BaseException:
            self.give_up(progress)
            raise

    def give_up(self, progress: Progress) -> None:
        """Restores everything but stopped executions. A stack whose deletion has begun cannot work again, so it stays closed."""
        if self._deployed.status in (DELETING, NOT_DELETED) or not self._path.exists():
            return
        with uninterrupted():
            progress.step("Giving up: opening the API and enabling the schedules again")
            try:
                self._doors.set(self._record.limits)
                for problem in self._schedules.restore(self._record.schedules):
                    progress.step(f"Not restored: {problem}")
            except (BotoCoreError, ClientError) as failure:
                remedy = f"{failure}\nRun this again in the same folder, to continue or to give up."
                raise Failed("The stack could not be opened again.", remedy) from failure
            self._path.unlink()

    def _close(self, progress: Progress) -> None:
        schedules = kept(self._record.schedules, self._schedules.read())
        self._record = replace(self._record, schedules=schedules, limits=self._record.limits or self._doors.limits())
        records.write(self._path, self._record)
        progress.step(f"Kept the schedules in {self._path}: {len(schedules)}")
        progress.step("Disabling the schedules")
        for problem in self._schedules.disable():
            progress.step(f"Not disabled: {problem}")
        progress.step("Closing the API: every request gets 429")
        self._doors.close()

    def _end_everything(self, wait: bool, progress: Progress) -> None:
        """A caller may start a workflow at any time, so this is repeated until nothing is open."""
        while True:
            progress.step("Waiting for the open executions" if wait else "Stopping the open executions")
            end = None if wait else self._executions.stop
            self._until_none(lambda: self._executions.running(WAITING), end, "open executions", progress)
            progress.step("Stopping the runs and crawls of stopped executions")
            self._stop_runs(progress)
            progress.step("Ending FindAbandoned and StopAbandoned")
            self._until_none(lambda: self._executions.running(SEARCHES), self._executions.stop, "searches", progress)
            if not self._executions.running(WAITING):
                return

    def _stop_runs(self, progress: Progress) -> None:
        """The stack's own search also finds executions that ended before the removal and without an event."""
        began = self._executions.search(datetime.now(UTC))
        self._until_none(self._executions.searching, None, "searches and stops", progress)
        failures = self._executions.failures(began) if began else []
        if failures:
            raise Failed("Some runs could not be stopped.", "Stop them in Glue, then try again:\n" + "\n".join(failures))

    def _until_none(
        self,
        read: Callable[[], list[Execution]],
        end: Callable[[Execution], None] | None,
        what: str,
        progress: Progress,
    ) -> None:
        empty, shown = 0, 0
        while empty < EMPTY_LOOKS:
            found = read()
            empty = 0 if found else empty + 1
            if end:
                for execution in found:
                    end(execution)
            if found and len(found) != shown:
                progress.count(f"{what}: {len(found)}")
            shown = len(found)
            time.sleep(SECONDS_BETWEEN_LOOKS if found else SECONDS_BETWEEN_EMPTY_LOOKS)

    def _watch(self, progress: Progress) -> None:
        """Follows the deletion to its end."""
        status, shown, until = self._deployed.status, 0, time.monotonic() + SECONDS_TO_BEGIN
        while status == DELETING or (status != DELETED and time.monotonic() < until):
            left = len(self._deployed.resources())
            if left != shown:
                progress.count(f"resources left: {left}")
            shown = left
            time.sleep(SECONDS_BETWEEN_LOOKS)
            status = self._deployed.again().status
            # From now on, another status is its end.
            until = 0 if status == DELETING else until
        if status != DELETED:
            failed = [f"{it.name}: {it.reason}" for it in self._deployed.resources() if it.status == NOT_DELETED]
            raise Failed(f"The deletion failed: {status}.", "Remove the cause, then try again:\n" + "\n".join(failed))


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ignores a second Ctrl-C, so that no stack stays closed by mistake."""
    before = {it: signal.signal(it, signal.SIG_IGN) for it in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for it, handler in before.items():
            signal.signal(it, handler)


def kept(earlier: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The schedules as they were before an interrupted removal disabled them, and those that were created since."""
    before = {it["Name"]: it for it in earlier}
    current = {it["Name"]: it | {"State": before.get(it["Name"], it)["State"]} for it in now}
    return list((before | current).values())
