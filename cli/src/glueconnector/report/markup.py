"""Pieces of HTML. Every text from outside is escaped: names and messages come from others."""

import shlex
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from urllib.parse import quote

from glueconnector.output import elapsed
from glueconnector.report.model import OTHER, OUTCOMES, Connection, Run, Source

# A state is told by its shape and its word as well as by its color. The names are those of d3's symbols.
SHAPES = {
    "SUCCEEDED": "circle",
    "COMPLETED": "circle",
    "FAILED": "times",
    "ERROR": "asterisk",
    "TIMEOUT": "triangle2",
    "EXPIRED": "diamond2",
    "STOPPED": "square2",
    "STARTING": "ring",
    "RUNNING": "ring",
    "STOPPING": "ring",
    "WAITING": "ring",
}
UNKNOWN_SHAPE = "plus"
NOTHING = '<span class="none">–</span>'


def shape_of(state: str) -> str:
    return SHAPES.get(state, UNKNOWN_SHAPE)


def icon(state: str) -> str:
    return f'<i class="icon {shape_of(state)} {OUTCOMES.get(state, OTHER)}"></i>'


def state(word: str) -> str:
    return f'<span class="state">{icon(word)}{escape(word)}</span>'


def moment(time: datetime | None, seconds: bool = False) -> str:
    if time is None:
        return NOTHING
    return f'<time datetime="{time:%Y-%m-%dT%H:%M:%SZ}">{time:{"%Y-%m-%d %H:%M:%S" if seconds else "%d %b %H:%M"}}</time>'


def duration(seconds: float | None) -> str:
    if seconds is None:
        return NOTHING
    return f"{seconds:.1f} s" if 0 < seconds < 10 and seconds % 1 else elapsed(seconds)


def number(value: float | None, digits: int = 0) -> str:
    return NOTHING if value is None else f"{value:,.{digits}f}"


def percent(share: float | None) -> str:
    """A share that is not whole never shows as 0% or 100%."""
    if share is None:
        return NOTHING
    digits = 0 if share in (0, 1) or 0.01 <= share < 0.995 else 1
    shown = min(max(share, 0.001), 0.999) if 0 < share < 1 else share
    return f"{shown * 100:.{digits}f}%"


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def row(*cells: str, attributes: str = "") -> str:
    return f"<tr{attributes}>{''.join(cells)}</tr>"


def cell(content: str, value: object = None, kind: str = "") -> str:
    """A cell of a table. The page sorts by the value if there is one, and otherwise by the text."""
    attributes = f' class="{kind}"' if kind else ""
    if value is not None:
        attributes += f' data-value="{escape(str(value))}"'
    return f"<td{attributes}>{content}</td>"


def table(
    name: str, caption: str, headings: Sequence[str], rows: Iterable[str], sortable: bool = False, tall: bool = False
) -> str:
    """A table in a region that scrolls sideways, and also down if it is tall. A heading that begins with # is that of numbers."""
    cells = "".join(heading(it, sortable) for it in headings)
    scroll = "scroll tall" if tall else "scroll"
    return (
        f'<div class="{scroll}" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f'<table id="{name}"{" data-sortable" if sortable else ""}><caption class="hidden">{escape(caption)}</caption>'
        f"<thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def heading(text: str, sortable: bool) -> str:
    kind, word = (' class="number"', text[1:]) if text.startswith("#") else ("", text)
    return f'<th scope="col"{kind}>{f"<button type=button>{word}</button>" if sortable and word else word}</th>'


def note(title: str, remedy: str) -> str:
    return f'<span class="note"><strong>Not read.</strong> {escape(title)} {escape(remedy)}</span>'


def console_page(connection: Connection | None, source: Source, run: Run) -> str | None:
    """The page in the AWS console of a run's job or crawler, as the workflows report it; None if its Region is unknown."""
    if connection is None or not connection.region:
        return None
    region = connection.region
    domain = (
        "amazonaws.cn"
        if region.startswith("cn-")
        else "amazonaws-us-gov.com"
        if region.startswith("us-gov-")
        else "aws.amazon.com"
    )
    name = quote(source.name, safe="")
    service, place = (
        ("gluestudio", f"/job/{name}/run/{quote(run.id, safe='')}")
        if source.kind == "job"
        else ("glue", f"/v2/data-catalog/crawlers/view/{name}")
    )
    return f"https://{region}.console.{domain}/{service}/home?region={region}#{place}"


def logs_command(source: Source, run: Run) -> str:
    """The command line that shows what a run wrote."""
    connection = "" if source.connection == "default" else f" -c {shlex.quote(source.connection)}"
    return f"glue logs {shlex.quote(source.name)} {shlex.quote(run.id)}{connection}"
