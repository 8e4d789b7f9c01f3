"""The verdicts of the checks, as one table with a remedy for each that is not good."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from botocore.exceptions import ClientError
from rich.console import Console
from rich.table import Table
from rich.text import Text

DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}


class State(Enum):
    """A verdict's word in the table and its color."""

    GOOD = "ok", "green"
    WARNING = "warning", "yellow"
    BAD = "FAILED", "red"
    UNKNOWN = "not checked", "yellow"


@dataclass(frozen=True)
class Verdict:
    """What a check found. A remedy says what to do, unless there is nothing to do."""

    check: str
    state: State
    found: str
    remedy: str = ""


Check = Callable[[], Iterable[Verdict]]


def good(check: str, found: str) -> Verdict:
    return Verdict(check, State.GOOD, found)


def warning(check: str, found: str, remedy: str) -> Verdict:
    return Verdict(check, State.WARNING, found, remedy)


def bad(check: str, found: str, remedy: str) -> Verdict:
    return Verdict(check, State.BAD, found, remedy)


def unknown(check: str, found: str, remedy: str) -> Verdict:
    return Verdict(check, State.UNKNOWN, found, remedy)


def run(checks: dict[str, Check]) -> list[Verdict]:
    """Runs every check. A check for which a permission is missing has that verdict, and the next one runs."""
    return [verdict for name, check in checks.items() for verdict in _verdicts_of(name, check)]


def _verdicts_of(name: str, check: Check) -> list[Verdict]:
    found: list[Verdict] = []
    try:
        found.extend(check())
    except ClientError as refusal:
        if not is_denied(refusal):
            raise
        found.append(
            unknown(name, "You may not look.", f"To check it, allow {action_of(refusal)}, as policies/deployer.json does.")
        )
    return found


def is_denied(refusal: ClientError) -> bool:
    return refusal.response["Error"]["Code"] in DENIED


def action_of(refusal: ClientError) -> str:
    """The IAM action that a refusal names, or else the operation."""
    named = re.search(r"perform: ([\w-]+:\w+)", refusal.response["Error"].get("Message", ""))
    return named[1] if named else str(refusal.operation_name)


def show(verdicts: list[Verdict], console: Console) -> None:
    """Prints the table and the number of verdicts of each kind."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("CHECK", "VERDICT", "FOUND", "REMEDY"):
        table.add_column(heading, overflow="fold")
    for it in verdicts:
        word, color = it.state.value
        table.add_row(Text(it.check), Text(word, style=color), Text(it.found), Text(it.remedy))
    console.print(table)
    counts = [(state.value[0], sum(it.state is state for it in verdicts)) for state in State]
    console.print(f"\n{len(verdicts)} checks: " + ", ".join(f"{number} {word}" for word, number in counts), highlight=False)


def exit_code(verdicts: list[Verdict]) -> int:
    """0 if nothing failed and everything was checked, 1 if something failed, 3 if something could not be checked."""
    states = {it.state for it in verdicts}
    if State.BAD in states or not verdicts:
        return 1
    return 3 if State.UNKNOWN in states else 0
