"""Checks and their verdicts, as one table that grows while they run."""

import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException

from botocore.exceptions import BotoCoreError, ClientError

from stack.processes import Failed
from stack.steps import line
from stack.tables import Columns

WHAT_MAY_GO_WRONG = (Failed, BotoCoreError, ClientError, HTTPException, OSError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Verdict:
    connection: str
    check: str
    door: str
    passed: bool
    came: str
    seconds: float


class EndOfChain(Exception):
    """A check failed that the following ones depend on."""


class Verdicts:
    def __init__(self):
        self.rows: list[Verdict] = []
        self._table = Columns(*({"min_width": it} for it in (12, 50, 8, 7)), {})
        self._began = time.monotonic()

    def head(self):
        self._table.row("CONNECTION", "CHECK", "DOOR", "VERDICT", "RESULT", style="bold")

    @contextmanager
    def check(self, connection, check, door="HTTP"):
        """Gives a verdict on the block inside, which notes its results through the yielded function."""
        notes: list[str] = []
        began = time.monotonic()
        try:
            yield notes.append
        except WHAT_MAY_GO_WRONG as wrong:
            self._add(Verdict(connection, check, door, False, reason(wrong), time.monotonic() - began))
            raise EndOfChain from wrong
        self._add(Verdict(connection, check, door, True, ", ".join(notes), time.monotonic() - began))

    def chain(self, *checks):
        """Runs checks that depend on each other; ends with the first failed one. Returns whether all passed."""
        with suppress(EndOfChain):
            for check in checks:
                check()
            return True
        return False

    def conclude(self):
        """Prints the number of passed checks, repeats the failed ones, and returns whether all passed."""
        failed = [row for row in self.rows if not row.passed]
        line()
        seconds = time.monotonic() - self._began
        line(f"{len(self.rows)} checks: {len(self.rows) - len(failed)} passed, {len(failed)} failed ({seconds:.1f} s)")
        for row in failed:
            line(f"FAILED  {row.check}, over {row.door} and connection {row.connection}: {row.came}")
        return bool(self.rows) and not failed

    def _add(self, row):
        self.rows.append(row)
        verdict, style = ("passed", None) if row.passed else ("FAILED", "red")
        self._table.row(row.connection, row.check, row.door, verdict, row.came, style=style)


def reason(wrong):
    """Returns the reason in one line; names the field that a response lacks."""
    text = f"the response has no {wrong}" if isinstance(wrong, KeyError) else str(wrong)
    return " ".join(text.split())
