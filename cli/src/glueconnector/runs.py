"""glue runs, glue crawls and glue logs: what ran, and what a run wrote."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from glueconnector.calls import Requests, request_options
from glueconnector.output import clean, elapsed, moment, note, state, table

ENDED = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"}
SECONDS_BETWEEN_READS = 2
AT_MOST = 50


def history_options(command: Any) -> Any:
    for option in (
        click.option("--marker", metavar="MARKER", help="Continue where an earlier page ended."),
        click.option("--max", "most", type=click.IntRange(1, AT_MOST), default=20, show_default=True, metavar="N",
                     help="How many to show at most."),
        click.option("--days", type=click.IntRange(1), metavar="N", help="Only those that started in the last N days."),
        click.option("--state", metavar="STATE", help="Only those in this state, such as FAILED."),
    ):  # fmt: skip
        command = option(command)
    return command


def since(days: int | None) -> str | None:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" if days else None


@click.command()
@click.argument("job")
@history_options
@request_options
def runs(requests: Requests, job: str, state: str | None, days: int | None, most: int, marker: str | None) -> None:
    """List the runs of JOB, newest first."""
    answer = requests.get("jobs", job, "runs", state=state, startedAfter=since(days), maxItems=most, marker=marker)
    requests.show(answer, show_runs)


def show_runs(content: dict[str, Any]) -> None:
    rows = [
        (
            it.get("id", ""),
            state(it.get("jobRunState", "")),
            moment(it.get("startedOn")),
            elapsed(it.get("executionTime", 0)),
            it.get("errorMessage", ""),
        )
        for it in content["jobRuns"]
    ]
    show_history("runs", ["RUN", "STATE", "STARTED", "RAN", "MESSAGE"], rows, content)


@click.command()
@click.argument("crawler")
@history_options
@request_options
def crawls(requests: Requests, crawler: str, state: str | None, days: int | None, most: int, marker: str | None) -> None:
    """List the crawls of CRAWLER, newest first."""
    answer = requests.get("crawlers", crawler, "crawls", state=state, startedAfter=since(days), maxItems=most, marker=marker)
    requests.show(answer, show_crawls)


def show_crawls(content: dict[str, Any]) -> None:
    rows = [
        (
            it.get("crawlId", ""),
            state(it.get("state", "")),
            moment(it.get("startTime")),
            moment(it.get("endTime")),
            it.get("errorMessage", ""),
        )
        for it in content["crawls"]
    ]
    show_history("crawls", ["CRAWL", "STATE", "STARTED", "ENDED", "MESSAGE"], rows, content)


def show_history(kind: str, headings: list[str], rows: list[tuple], content: dict[str, Any]) -> None:
    if rows:
        table(headings, rows)
    else:
        note(f"No {kind}.")
    if "marker" in content:
        note(f"There may be more {kind}. Continue with --marker {content['marker']}")


@click.command()
@click.argument("job")
@click.argument("run")
@click.option("--follow", is_flag=True, help="Keep reading until the run has ended.")
@click.option("--error", is_flag=True, help="Read the error stream instead of the output.")
@click.option("--tail", type=click.IntRange(1, 10_000), metavar="N", help="How many of the last lines to show (default: 100).")
@request_options
def logs(requests: Requests, job: str, run: str, follow: bool, error: bool, tail: int | None) -> None:
    """Show what RUN of JOB wrote."""
    stream = "error" if error else None
    answer = requests.get("jobs", job, "runs", run, "logs", stream=stream, tail=tail)
    requests.show(answer, show_lines)
    while follow and (marker := answer.content.get("marker")):
        # The lines that a run writes last may arrive after its end, so the state is that of the read before.
        ended = answer.content["jobRunState"] in ENDED
        time.sleep(SECONDS_BETWEEN_READS)
        answer = requests.get("jobs", job, "runs", run, "logs", stream=stream, marker=marker)
        if answer.content["lines"] or not requests.as_json:
            requests.show(answer, show_lines)
        if ended and not answer.content["lines"]:
            break


def show_lines(content: dict[str, Any]) -> None:
    for it in content["lines"]:
        print(clean(it["text"]), flush=True)
