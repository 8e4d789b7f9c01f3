"""What a report holds: the runs of jobs and the crawls of crawlers, and notes in place of what could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SUCCEEDED = "succeeded"
FAILED = "failed"
STOPPED = "stopped"
OPEN = "open"
OTHER = "other"
# https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html; COMPLETED is that of a crawl.
OUTCOMES = {
    "SUCCEEDED": SUCCEEDED,
    "COMPLETED": SUCCEEDED,
    "FAILED": FAILED,
    "ERROR": FAILED,
    "TIMEOUT": FAILED,
    "EXPIRED": FAILED,
    "STOPPED": STOPPED,
    "STARTING": OPEN,
    "RUNNING": OPEN,
    "STOPPING": OPEN,
    "WAITING": OPEN,
}
SECONDS_OF_AN_HOUR = 3600


@dataclass(frozen=True)
class Note:
    """Why a part of the report could not be read, and how to fix it."""

    what: str
    title: str
    remedy: str


@dataclass(frozen=True)
class Run:
    """A run of a job or a crawl of a crawler. Seconds are those in which it used resources; an open run has none yet."""

    id: str
    state: str
    started: datetime | None
    ended: datetime | None
    seconds: float | None
    dpu_seconds: float | None
    message: str
    attempt: int = 0

    @property
    def outcome(self) -> str:
        """How the run ended. Glue may add states: one that is unknown here is neither a success nor a failure."""
        return OUTCOMES.get(self.state, OTHER)

    def elapsed(self, now: datetime) -> float:
        """The seconds since the start of an open run."""
        return max((now - self.started).total_seconds(), 0) if self.started else 0


@dataclass
class Source:
    """A job or a crawler of a connection, with its runs, newest first."""

    kind: str
    connection: str
    name: str
    runs: list[Run] = field(default_factory=list)
    note: Note | None = None
    # Whether it has more runs in the period than a report reads.
    cut: bool = False

    @property
    def command(self) -> str:
        return "runs" if self.kind == "job" else "crawls"


@dataclass(frozen=True)
class Connection:
    """A connection, with what its test shows, or a note."""

    name: str
    account: str = ""
    arn: str = ""
    region: str = ""
    warnings: tuple[str, ...] = ()
    note: Note | None = None


@dataclass(frozen=True)
class Item:
    """An item of a fleet: the record of its start and, if it was started, its run."""

    index: int
    connection: str
    name: str
    region: str
    start: str
    requested: datetime | None
    run_id: str = ""
    run: Run | None = None
    note: str = ""


@dataclass
class Fleet:
    """A fleet's items, in their order, as far as their starts are recorded."""

    execution: str
    items: list[Item] = field(default_factory=list)
    note: Note | None = None


@dataclass
class Report:
    """All that was read, at one moment."""

    stack: str
    region: str
    since: datetime
    made: datetime
    # Whether the stack is on AWS, so its runs have pages in the AWS console.
    on_aws: bool = True
    connections: list[Connection] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    fleets: list[Fleet] = field(default_factory=list)
    # Jobs or crawlers of a connection that could not be listed.
    unlisted: list[Note] = field(default_factory=list)

    @property
    def runs(self) -> Iterable[tuple[Source, Run]]:
        return ((source, run) for source in self.sources for run in source.runs)

    @property
    def notes(self) -> list[Note]:
        """Every note, in the order of the page."""
        kept = [it.note for it in self.sources], [it.note for it in self.fleets], [it.note for it in self.connections]
        return [*self.unlisted, *(it for notes in kept for it in notes if it)]


def run_of(fields: dict[str, Any]) -> Run:
    """A run from the API's JobRun."""
    seconds = fields.get("executionTime")
    return Run(
        id=fields.get("id", ""),
        state=fields.get("jobRunState", ""),
        started=time_of(fields.get("startedOn")),
        ended=time_of(fields.get("completedOn")),
        seconds=seconds,
        dpu_seconds=dpu_seconds(fields, seconds),
        message=fields.get("errorMessage", ""),
        attempt=fields.get("attempt", 0),
    )


def dpu_seconds(fields: dict[str, Any], seconds: float | None) -> float | None:
    """Glue measures them for flexible and automatically scaled runs; the others use their capacity all the time:

    https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
    """
    if "dpuSeconds" in fields:
        return float(fields["dpuSeconds"])
    capacity = fields.get("maxCapacity")
    return None if capacity is None or seconds is None else float(capacity * seconds)


def crawl_of(fields: dict[str, Any]) -> Run:
    """A run from the API's Crawl, whose DPU hours cover the whole crawl:

    https://docs.aws.amazon.com/glue/latest/webapi/API_CrawlerHistory.html
    """
    started, ended = time_of(fields.get("startTime")), time_of(fields.get("endTime"))
    hours = fields.get("dpuHour")
    return Run(
        id=fields.get("crawlId", ""),
        state=fields.get("state", ""),
        started=started,
        ended=ended,
        seconds=(ended - started).total_seconds() if started and ended else None,
        dpu_seconds=hours * SECONDS_OF_AN_HOUR if hours is not None else None,
        message=fields.get("errorMessage", ""),
    )


def time_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
