"""Tables on standard output: in colours on a terminal, which breaks long cells; plain text with whole lines in a log."""

import sys

from rich.console import Console
from rich.table import Table

# More than any row has: rich breaks a line of a log at 80 characters otherwise.
WIDTH_OF_A_LOG = 100_000


class Columns:
    """A table that grows: each row is printed as it comes. A column is what rich's Table.add_column takes."""

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
