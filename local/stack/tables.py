"""Tables on standard output: in color on a terminal, with long cells wrapped; plain text with whole lines in a log."""

import sys

from rich.console import Console
from rich.table import Table

# Wider than any row; otherwise rich breaks the lines of a log at 80 characters.
WIDTH_OF_A_LOG = 100_000


class Columns:
    """A table that grows: it prints each row when the row is added. Columns are the arguments of rich's Table.add_column."""

    def __init__(self, *columns: dict):
        self._columns = columns

    def row(self, *cells: str, style: str | None = None) -> None:
        row = Table.grid(padding=(0, 1))
        # The indentation that every line has.
        row.add_column(width=1)
        for column in self._columns:
            row.add_column(**column)
        row.add_row("", *cells, style=style)
        width = None if sys.stdout.isatty() else WIDTH_OF_A_LOG
        Console(width=width, markup=False, highlight=False, emoji=False).print(row)
