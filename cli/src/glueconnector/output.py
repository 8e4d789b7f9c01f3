"""What commands print: tables, in color on a terminal and as plain text elsewhere, or the API's answer as JSON."""

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

# Wider than any row; otherwise rich breaks the lines of a log at 80 characters.
WIDTH_OF_A_LOG = 100_000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
GOOD = {"SUCCEEDED", "COMPLETED", "started", "fired", "activated", "stopping"}
BAD = {"FAILED", "ERROR", "TIMEOUT", "EXPIRED", "STOPPED", "failed", "notFound", "unknown", "refused", "ABORTED", "TIMED_OUT"}


def console(error: bool = False) -> Console:
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else WIDTH_OF_A_LOG
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def note(text: str) -> None:
    """A line for the person, on standard error, so that standard output holds only results."""
    print(clean(text), file=sys.stderr, flush=True)


def clean(text: object) -> str:
    """The text without control characters: names and logs come from others and could steer the terminal."""
    return CONTROL.sub("?", str(text))


def state(text: object) -> Text:
    """A state in its color. The word alone says it all, too."""
    word = clean(text)
    return Text(word, style="green" if word in GOOD else "red" if word in BAD else "yellow")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints rows below their headings. Narrow terminals fold long cells, and lose none of them."""
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows:
        shown.add_row(*(it if isinstance(it, Text) else clean(it) for it in row))
    print_all(shown)


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """Prints one fact a line. A fact without a value is left out."""
    shown = Table.grid(padding=(0, 2, 0, 0))
    shown.add_column(style="bold")
    shown.add_column(overflow="fold")
    for name, value in pairs:
        if value not in (None, "", []):
            shown.add_row(name, value if isinstance(value, Text) else clean(value))
    print_all(shown)


def print_all(shown: Table) -> None:
    """rich pads each line to the width of the table; a log needs no trailing blanks."""
    target = console()
    if target.is_terminal:
        target.print(shown)
        return
    with target.capture() as captured:
        target.print(shown)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


class Columns:
    """A table that grows: it prints each row when the row is added. Columns are the arguments of rich's Table.add_column."""

    def __init__(self, *columns: dict[str, Any]):
        self._columns = columns

    def row(self, *cells: str, style: str | None = None) -> None:
        row = Table.grid(padding=(0, 1))
        # The indentation that every line has.
        row.add_column(width=1)
        for column in self._columns:
            row.add_column(**column)
        row.add_row("", *cells, style=style)
        console().print(row)


def elapsed(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def moment(text: str | None) -> str:
    """A time of the API in this computer's own time zone."""
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M:%S}" if text else ""
