"""glue run: starts a job run through the workflow RunJob and waits for its end, with its state, elapsed time and an estimate."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.live import Live
from rich.text import Text

from glueconnector.calls import Requests, key_option, request_options
from glueconnector.executions import End, Execution, watched
from glueconnector.failures import NOT_SUCCEEDED
from glueconnector.output import clean, console, elapsed, facts, moment, note, state
from glueconnector.starts import job_options, run_fields

# Every read of a run's state is a call to Glue.
SECONDS_BETWEEN_READS = 3
RUNS_OF_THE_ESTIMATE = 20


class Watch:
    """The run as it is known so far. On a terminal one line shows it live; elsewhere each new state is a line."""

    def __init__(self, requests: Requests, job: str, key: str):
        self._requests = requests
        self._job = job
        self._key = key
        self._began = time.monotonic()
        self._read = 0.0
        self._state = "STARTING"
        self._noted = ""
        self._run: str | None = None
        self._estimate: float | None = None
        self._live: Live | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        self._estimate = estimate(self._requests, self._job)
        target = console(error=True)
        if not target.is_terminal:
            yield
            return
        with Live(console=target, get_renderable=self._line, refresh_per_second=4, transient=True) as self._live:
            yield

    def update(self) -> None:
        """Reads the run's state, but seldom. It is for the eye only: the workflow knows the end."""
        if time.monotonic() - self._read < SECONDS_BETWEEN_READS and self._run:
            return
        self._read = time.monotonic()
        self._look()
        if self._live is None and self._state != self._noted:
            self._noted = self._state
            note(self._line().plain)

    def _look(self) -> None:
        if self._run is None:
            self._run = self._requests.quietly("starts", idempotencyKey=self._key).get("jobRunId")
        if self._run:
            found = self._requests.quietly("jobs", self._job, "runs", self._run).get("jobRun", {})
            self._state = found.get("jobRunState", self._state)

    def _line(self) -> Text:
        passed = elapsed(time.monotonic() - self._began)
        usual = f", usually {elapsed(self._estimate)}" if self._estimate else ""
        return Text.assemble(clean(self._job), " ", state(self._state), f" {passed}{usual}  ", clean(self._run or ""))


def estimate(requests: Requests, job: str) -> float | None:
    """The median of the latest successful runs, in seconds; None if there are none, or if the caller may not list runs."""
    runs = requests.quietly("jobs", job, "runs", state="SUCCEEDED", maxItems=RUNS_OF_THE_ESTIMATE).get("jobRuns", [])
    times = [it["executionTime"] for it in runs if it.get("executionTime")]
    return statistics.median(times) if times else None


@click.command()
@click.argument("job")
@job_options
@key_option
@request_options
def run(requests: Requests, job: str, key: str, **options: Any) -> int:
    """Run JOB and wait for its end. Exit code 0 only if the run succeeded, 3 if it ended otherwise."""
    fields = requests.fields(connection=requests.connection, name=job, idempotencyKey=key, **run_fields(**options))
    execution = Execution(requests.target, "RunJob", fields)
    end = watched(execution, "run", Watch(requests, job, key))
    return concluded(requests, job, end)


def concluded(requests: Requests, job: str, end: End) -> int:
    if requests.as_json:
        print(end.text)
    elif "state" in end.content:
        show(job, end.content)
    if end.code not in (0, NOT_SUCCEEDED) or "state" not in end.content:
        raise end.problem
    return end.code


def show(job: str, content: dict[str, Any]) -> None:
    facts(
        [
            ("state", state(content["state"])),
            ("run", content.get("jobRunId")),
            ("started", moment(content.get("startedOn"))),
            ("ended", moment(content.get("completedOn"))),
            ("ran", elapsed(content["executionTimeSeconds"]) if "executionTimeSeconds" in content else None),
            ("message", content.get("errorMessage")),
            ("console", content.get("consoleUrl")),
        ]
    )
    for warning in content.get("warnings", []):
        note(f"Warning: {warning}")
    if content["state"] != "SUCCEEDED" and "jobRunId" in content:
        note(f"Read its log with: glue logs {job} {content['jobRunId']} --error")
