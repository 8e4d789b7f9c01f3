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


class EndOfChain(Exception):
    """A check failed on which those after it depend."""


class Verdicts:
    def __init__(self):
        self._rows: list[Verdict] = []
        self._table = Columns(*({"min_width": it} for it in (12, 50, 8, 7)), {})
        self._began = time.monotonic()

    def head(self):
        self._table.row("CONNECTION", "CHECK", "DOOR", "VERDICT", "RESULT", style="bold")

    @contextmanager
    def check(self, connection, check, door="HTTP"):
        """Gives its verdict on what is done inside, which says what came by calling what it is given."""
        notes: list[str] = []
        try:
            yield notes.append
        except WHAT_MAY_GO_WRONG as wrong:
            self._add(Verdict(connection, check, door, False, reason(wrong)))
            raise EndOfChain from wrong
        self._add(Verdict(connection, check, door, True, ", ".join(notes)))

    def chain(self, *checks):
        """Runs checks that depend on each other: the first failed one ends them."""
        with suppress(EndOfChain):
            for check in checks:
                check()

    def conclude(self):
        """Says how many checks passed, repeats those that did not, and returns whether all passed."""
        failed = [row for row in self._rows if not row.passed]
        line()
        seconds = time.monotonic() - self._began
        line(f"{len(self._rows)} checks: {len(self._rows) - len(failed)} passed, {len(failed)} failed ({seconds:.1f} s)")
        for row in failed:
            line(f"FAILED  {row.check}, over {row.door} and connection {row.connection}: {row.came}")
        return bool(self._rows) and not failed

    def _add(self, row):
        self._rows.append(row)
        verdict, style = ("passed", None) if row.passed else ("FAILED", "red")
        self._table.row(row.connection, row.check, row.door, verdict, row.came, style=style)


def reason(wrong):
    """One line; a field that is missing from an answer is named."""
    text = f"the answer has no {wrong}" if isinstance(wrong, KeyError) else str(wrong)
    return " ".join(text.split())
