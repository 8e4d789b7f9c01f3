"""Checks and their verdicts, as one table that grows while they run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from glueconnector.failures import Failed
from glueconnector.output import Columns


class Unexpected(Exception):
    """A check found something other than expected; the message says what."""


WHAT_MAY_GO_WRONG = (Unexpected, Failed, BotoCoreError, ClientError, OSError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Verdict:
    connection: str
    check: str
    door: str
    passed: bool
    result: str
    seconds: float


class EndOfChain(Exception):
    """A check failed that the following ones depend on."""


class Verdicts:
    def __init__(self) -> None:
        self.rows: list[Verdict] = []
        self._table = Columns(*({"min_width": it} for it in (12, 50, 8, 7)), {})
        self._began = time.monotonic()

    def head(self) -> None:
        self._table.row("CONNECTION", "CHECK", "THROUGH", "VERDICT", "RESULT", style="bold")

    @contextmanager
    def check(self, connection: str, check: str, door: str = "HTTP") -> Iterator[Callable[[str], None]]:
        """Gives a verdict on the block inside, which notes its results through the yielded function."""
        notes: list[str] = []
        began = time.monotonic()
        try:
            yield notes.append
        except WHAT_MAY_GO_WRONG as wrong:
            self._add(Verdict(connection, check, door, False, reason(wrong), time.monotonic() - began))
            raise EndOfChain from wrong
        self._add(Verdict(connection, check, door, True, ", ".join(notes), time.monotonic() - began))

    def chain(self, *checks: Callable[[], None]) -> bool:
        """Runs checks that depend on each other; ends with the first failed one. Returns whether all passed."""
        with suppress(EndOfChain):
            for check in checks:
                check()
            return True
        return False

    def conclude(self) -> bool:
        """Prints the number of passed checks, repeats the failed ones, and returns whether all passed."""
        failed = [row for row in self.rows if not row.passed]
        seconds = time.monotonic() - self._began
        print(f"\n  {len(self.rows)} checks: {len(self.rows) - len(failed)} passed, {len(failed)} failed ({seconds:.1f} s)")
        for row in failed:
            print(f"  FAILED  {row.check}, over {row.door} and connection {row.connection}: {row.result}")
        return bool(self.rows) and not failed

    def _add(self, row: Verdict) -> None:
        self.rows.append(row)
        verdict, style = ("passed", None) if row.passed else ("FAILED", "red")
        self._table.row(row.connection, row.check, row.door, verdict, row.result, style=style)


def reason(wrong: Exception) -> str:
    """Returns the reason in one line; names the field that a response lacks."""
    if isinstance(wrong, Failed):
        return f"{wrong.title} {' '.join(wrong.remedy.split())}"
    text = f"the response has no {wrong}" if isinstance(wrong, KeyError) else str(wrong)
    return " ".join(text.split())
