"""Reads what a report holds: over the HTTP API only, several requests at once, and a note for what cannot be read."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from glueconnector.failures import Failed, translated
from glueconnector.report.fleets import FleetReading
from glueconnector.report.model import Connection, Report, Run, Source, crawl_of, run_of
from glueconnector.report.reads import AT_ONCE, PAGE, UNREADABLE, Reads, note_of

MOST_RUNS = 2_000


@dataclass(frozen=True)
class Wanted:
    """What the report is to cover. Without names, all jobs and all crawlers that the connections list."""

    connections: tuple[str, ...]
    jobs: tuple[str, ...] = ()
    crawlers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fleets: tuple[str, ...] = ()
    glue_region: str | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.jobs or self.crawlers)


class Gathering:
    """Fills a report. `told` is called with the number of finished and of known reads, and the number of runs."""

    def __init__(self, reads: Reads, wanted: Wanted, report: Report, told: Callable[[int, int, int], None]):
        self._reads = reads
        self._wanted = wanted
        self._report = report
        self._told = told
        self._refusals: list[Failed] = []
        self._lists = 0

    def gather(self) -> None:
        """Reads everything. It fails only if every list was refused, since then there is nothing to report."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                self._work(pool)
                for execution in self._wanted.fleets:
                    self._told_of(0, 0)
                    reading = FleetReading(self._reads, self._wanted.connections, self._known_runs(), pool)
                    self._report.fleets.append(reading.read(execution))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        report = self._report
        if self._lists and len(self._refusals) == self._lists and not report.fleets:
            raise self._refusals[0]
        report.connections.sort(key=lambda it: it.name)
        report.sources.sort(key=lambda it: (it.name.lower(), it.connection, it.kind))

    def _work(self, pool: ThreadPoolExecutor) -> None:
        """Submits reads; each may return further ones."""
        open_reads: set[Future] = {pool.submit(it) for it in self._first()}
        known, done = len(open_reads), 0
        while open_reads:
            self._told_of(done, known)
            finished, open_reads = wait(open_reads, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                further = {pool.submit(it) for it in future.result() or ()}
                open_reads |= further
                known += len(further)
            done += len(finished)

    def _told_of(self, done: int, known: int) -> None:
        self._told(done, known, sum(len(it.runs) for it in self._report.sources))

    def _known_runs(self) -> dict[tuple[str, str], Run]:
        return {(source.connection, run.id): run for source, run in self._report.runs}

    def _first(self) -> Iterable[Callable[[], Any]]:
        for connection in self._wanted.connections:
            yield partial(self._test, connection)
            for kind, names in (("job", self._wanted.jobs), ("crawler", self._wanted.crawlers)):
                if names:
                    yield from (self._reading(Source(kind, connection, name)) for name in names)
                elif not self._wanted.is_named:
                    self._lists += 1
                    yield partial(self._list, connection, kind)

    def _test(self, connection: str) -> None:
        try:
            found = self._reads.test(connection)
            facts = {name: found.get(name, "") for name in ("account", "arn", "region")}
            shown = Connection(connection, **facts, warnings=tuple(found.get("warnings", ())))
        except UNREADABLE as failure:
            shown = Connection(connection, note=note_of(f"Connection {connection}", failure))
        self._report.connections.append(shown)

    def _list(self, connection: str, kind: str) -> list[Callable[[], None]]:
        """Lists the names of one kind and returns the reads of their runs."""
        try:
            pages = self._reads.pages(connection, f"{kind}s", all=True, tag=list(self._wanted.tags) or None)
            names = [name for page in pages for name in page["names"]]
        except UNREADABLE as failure:
            self._report.unlisted.append(note_of(f"The {kind}s of connection {connection}", failure))
            self._refusals.append(translated(failure))
            return []
        return [self._reading(Source(kind, connection, name)) for name in names]

    def _reading(self, source: Source) -> Callable[[], None]:
        self._report.sources.append(source)
        return partial(self._read, source)

    def _read(self, source: Source) -> None:
        """Reads the runs of the period, newest first, up to a limit."""
        key, made_of = ("jobRuns", run_of) if source.kind == "job" else ("crawls", crawl_of)
        since = f"{self._report.since:%Y-%m-%dT%H:%M:%SZ}"
        segments = (source.connection, f"{source.kind}s", source.name, source.command)
        try:
            for page in self._reads.pages(*segments, startedAfter=since, maxItems=PAGE):
                source.runs += (made_of(it) for it in page[key])
                if len(source.runs) >= MOST_RUNS and "marker" in page:
                    source.cut = True
                    break
        except UNREADABLE as failure:
            source.note = note_of(f"The {source.command} of {source.kind} {source.name}", failure)


def since_of(now: datetime, days: int) -> datetime:
    """The start of the first day: `days` counts days in UTC, with today."""
    return (now - timedelta(days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
