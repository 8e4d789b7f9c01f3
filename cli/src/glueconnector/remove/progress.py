"""Shows what a removal does: a line for each step and, on a terminal, a spinner with the last number; in a log, lines only."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

# Wider than any row.
WIDTH_OF_A_LOG = 1_000


class Progress:
    def __init__(self, console: Console):
        self._console = console
        self._spinner = console.status("")

    def __enter__(self) -> "Progress":
        self._spinner.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._spinner.stop()

    def step(self, title: str) -> None:
        self._console.print(title)
        self._spinner.update(title)

    def count(self, text: str) -> None:
        """Something that changes while a step lasts."""
        if self._console.is_terminal:
            self._spinner.update(text)
        else:
            self._console.print(f"  {text}")


def console() -> Console:
    """Prints names and messages as they are, and does not break the lines of a log."""
    width = None if sys.stdout.isatty() else WIDTH_OF_A_LOG
    return Console(width=width, markup=False, highlight=False, emoji=False, soft_wrap=True)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for name in head:
        grid.add_column(name, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid
