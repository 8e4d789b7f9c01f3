"""glue report: what ran in the last days, as one HTML file."""

import os
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from glueconnector.api import Api
from glueconnector.calls import pairs
from glueconnector.failures import Failed
from glueconnector.output import clean, console, note
from glueconnector.report.fleets import checked_execution
from glueconnector.report.gathering import Gathering, Wanted, since_of
from glueconnector.report.model import Report
from glueconnector.report.page import page
from glueconnector.report.reads import Reads
from glueconnector.target import Target, target_options

# Glue keeps the history of runs for 90 days: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html
MOST_DAYS = 90


@click.command()
@click.option(
    "-c",
    "--connection",
    "connections",
    multiple=True,
    default=("default",),
    show_default=True,
    metavar="NAME",
    help="A connection to cover; repeatable.",
)
@click.option("--job", "jobs", multiple=True, metavar="NAME", help="Only this job, and no crawlers unless named; repeatable.")
@click.option(
    "--crawler", "crawlers", multiple=True, metavar="NAME", help="Only this crawler, and no jobs unless named; repeatable."
)
@click.option(
    "--tag",
    "tags",
    multiple=True,
    callback=pairs("--tag"),
    metavar="KEY=VALUE",
    help="Only jobs and crawlers with this tag; repeatable.",
)
@click.option(
    "--fleet",
    "fleets",
    multiple=True,
    callback=checked_execution,
    metavar="ARN",
    help="Also the items of this execution of RunFleet; repeatable.",
)
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=7,
    show_default=True,
    metavar="N",
    help="How many days to cover, with today, in UTC.",
)
@click.option("--glue-region", metavar="REGION", help="The Region in which to call Glue, if not the connection's own.")
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("glue-report.html"),
    show_default=True,
    metavar="FILE",
    help="Where to write the report.",
)
@click.option("--open", "shown", is_flag=True, help="Open the report in the browser.")
@target_options
def report(
    target: Target, connections: tuple[str, ...], jobs: tuple[str, ...], crawlers: tuple[str, ...], tags: dict[str, str],
    fleets: tuple[str, ...], days: int, glue_region: str | None, file: Path, shown: bool,
) -> None:  # fmt: skip
    """Write a report about the runs of the last days as one HTML file.

    The file needs no network to be read. What may not be read is left out, and a note in the report says so.
    """
    tag = tuple(f"{name}={value}" for name, value in tags.items())
    wanted = Wanted(tuple(dict.fromkeys(connections)), jobs, crawlers, tag, fleets, glue_region)
    now = datetime.now(UTC)
    content = Report(name_of(target), target.region, since_of(now, days), now, on_aws=target.endpoint is None)
    with told() as tell:
        Gathering(Reads(Api(target), glue_region), wanted, content, tell).gather()
    write(file, page(content))
    for it in content.notes:
        note(f"{it.what}: {it.title}")
    print(clean(file))
    if shown:
        webbrowser.open(file.resolve().as_uri())


def name_of(target: Target) -> str:
    """The stack's name, or the API's address if only that is known."""
    return target.given_api_url or target.stack_name


@contextmanager
def told() -> Iterator[Callable[[int, int, int], None]]:
    """Shows progress on a terminal, and nothing elsewhere."""
    terminal = console(error=True)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        bar = progress.add_task("", total=None)
        yield lambda done, known, runs: progress.update(bar, completed=done, total=known, description=f"{runs} runs")


def write(file: Path, text: str) -> None:
    """Writes the whole file, or leaves an earlier one as it is."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, file)
    except OSError as failure:
        part.unlink(missing_ok=True)
        remedy = f"--output: {failure}. Name a file in a folder that you may write to."
        raise Failed("The report cannot be written.", remedy) from failure
