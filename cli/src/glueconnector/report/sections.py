"""The sections of the report's page."""

from collections.abc import Iterable
from html import escape

from glueconnector.report.figures import (
    Cause,
    Usual,
    by_day,
    causes,
    dpu_hours,
    newness,
    outcomes,
    repeated_names,
    success_rate,
    usual,
)
from glueconnector.report.markup import (
    NOTHING,
    cell,
    console_page,
    duration,
    icon,
    logs_command,
    moment,
    note,
    number,
    percent,
    plural,
    row,
    state,
    table,
)
from glueconnector.report.model import FAILED, OPEN, STOPPED, SUCCEEDED, Connection, Fleet, Item, Report, Run, Source

# How many links a cause shows before the reader asks for all of them.
LINKS = 6
LONGEST_MESSAGE = 240
# An open run that has taken this many times its job's median deserves a look.
LATE = 2


class Sections:
    """The parts of the page that show tables and texts; the charts are drawn in the browser from the same runs."""

    def __init__(self, report: Report):
        self._report = report
        self.listed: list[tuple[Source, Run]] = sorted(report.runs, key=lambda it: newness(it[1]), reverse=True)
        self._places = {id(run): f"run-{place}" for place, (_, run) in enumerate(self.listed)}
        self.usual: dict[int, Usual] = {id(source): usual(source) for source in report.sources}
        self._connections = {it.name: it for it in report.connections}
        self._repeated = repeated_names(report.sources)
        self.causes = causes(report)

    def label(self, source: Source) -> str:
        """The name of a job or crawler, with what tells it from others of the same name."""
        several = len(self._report.connections) > 1 or source.name in self._repeated
        kind = " (crawler)" if source.kind == "crawler" else ""
        return f"{source.name}{kind}{f' · {source.connection}' if several else ''}"

    def link(self, run: Run, text: str) -> str:
        return f'<a href="#{self._places[id(run)]}">{text}</a>'

    def tiles(self) -> str:
        counts = outcomes(run for _, run in self.listed)
        ended = counts.total() - counts[OPEN]
        outliers = sum(any(self.usual[id(source)].outlies(run)) for source, run in self.listed)
        tiles = [
            ("Runs and crawls", number(len(self.listed)), f"of {number(len(self._report.sources))} jobs and crawlers"),
            ("Succeeded", percent(success_rate(counts)), f"{number(counts[SUCCEEDED])} of {number(ended)} that ended"),
            ("Failed", number(counts[FAILED]), f"{plural(len(self.causes), 'cause')}; {number(counts[STOPPED])} stopped"),
            ("Open now", number(counts[OPEN]), "running, starting or waiting"),
            ("DPU hours", number(dpu_hours(run for _, run in self.listed), 1), "measured or from capacity"),
            ("Outliers", number(outliers), "in duration or DPU seconds"),
        ]
        return "".join(f"<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>" for name, value, more in tiles)

    def notes(self) -> str:
        """What is missing, first on the page, since it changes how to read the rest."""
        found = self._report.notes
        rows = [f"<li><strong>{escape(it.what)}</strong> {escape(it.title)} {escape(it.remedy)}</li>" for it in found]
        rows += [
            f"<li><strong>{escape(self.label(it))}</strong> Only its newest {number(len(it.runs))} runs are shown. "
            f"Choose fewer days to see all of a period.</li>"
            for it in self._report.sources
            if it.cut
        ]
        if not rows:
            return ""
        heading = '<h2 id="notes-h">Not in this report</h2>'
        return f'<section id="notes" aria-labelledby="notes-h">{heading}<ul>{"".join(rows)}</ul></section>'

    def unlisted(self) -> str:
        """Notes where the data of connections would be."""
        return "".join(f"<p>{escape(it.what)}: {note(it.title, it.remedy)}</p>" for it in self._report.unlisted)

    def open_runs(self) -> str:
        found = [(source, run) for source, run in reversed(self.listed) if run.outcome == OPEN]
        if not found:
            return '<p class="empty">Nothing is running now.</p>'
        rows = [self._open_run(source, run) for source, run in found]
        headings = ["State", "Job or crawler", "Started", "#Elapsed", "#Median"]
        return table("open-runs", "Open runs, the oldest first", headings, rows)

    def _open_run(self, source: Source, run: Run) -> str:
        elapsed = run.elapsed(self._report.made)
        spread = self.usual[id(source)].seconds
        late = spread is not None and spread.median > 0 and elapsed > LATE * spread.median
        times = f'<strong class="late">{elapsed / spread.median:.1f} × median</strong>' if late and spread else ""
        return row(
            cell(state(run.state)),
            cell(self.link(run, escape(self.label(source))), kind="name"),
            cell(moment(run.started)),
            cell(duration(elapsed) + times, kind="number"),
            cell(duration(spread.median if spread else None), kind="number"),
        )

    def failures(self) -> str:
        if not self.causes:
            return '<p class="empty">No run failed.</p>'
        return f'<ol class="causes">{"".join(map(self._cause, self.causes))}</ol>'

    def _cause(self, cause: Cause) -> str:
        source, newest = cause.failures[0]
        links = [f"<li>{self.link(run, f'{escape(self.label(of))}, {moment(run.started)}')}</li>" for of, run in cause.failures]
        more = links[LINKS:]
        rest = f"<details><summary>{plural(len(more), 'more run')}</summary><ul>{''.join(more)}</ul></details>" if more else ""
        states = ", ".join(f"{icon(it)}{escape(it)}" for it in sorted({run.state for _, run in cause.failures}))
        page = self._console(source, newest, "AWS console") or ""
        command = f'<code class="command">{escape(logs_command(source, newest))}</code>' if source.kind == "job" else ""
        count = len(cause.failures)
        return (
            f'<li><span class="count" aria-hidden="true">{number(count)}</span><div><h3>{escape(cause.text)}</h3>'
            f'<p><b>{plural(count, "failure")}</b> in {escape(listing(cause.jobs))} <span class="state">{states}</span></p>'
            f'<ul>{"".join(links[:LINKS])}</ul>{rest}<p class="newest">Newest: {page}{command}</p></div></li>'
        )

    def _console(self, source: Source, run: Run, text: str) -> str | None:
        page = console_page(self._connections.get(source.connection), source, run) if self._report.on_aws else None
        return f'<a href="{escape(page)}" rel="noreferrer">{text}</a>' if page else None

    def days(self) -> str:
        rows = []
        for day, counts in by_day(self._report).items():
            numbers = [cell(number(counts[it]), kind="number") for it in (SUCCEEDED, FAILED, STOPPED, OPEN)]
            rows.append(row(cell(f"{day:%a %d %b}"), *numbers, cell(percent(success_rate(counts)), kind="number")))
        headings = ["Day", "#Succeeded", "#Failed", "#Stopped", "#Open", "#Success"]
        return table("days", "Runs by the day they started, in UTC", headings, rows)

    def jobs(self) -> str:
        headings = ["Job or crawler", "Last state", "Last start", "#Runs", "#Success", "#Median", "#Longest"]
        headings += ["#Median DPU s", "#DPU hours", "#Outliers"]
        rows = [self._job(it) for it in self._report.sources]
        return table("by-job", "Runs by job and crawler", headings, rows, sortable=True)

    def _job(self, source: Source) -> str:
        name = f'<th scope="row">{escape(self.label(source))}</th>'
        if source.note:
            return row(name, f'<td colspan="9">{note(source.note.title, source.note.remedy)}</td>')
        if not source.runs:
            return row(name, '<td colspan="9" class="none">no runs in this period</td>')
        known, last = self.usual[id(source)], max(source.runs, key=newness)
        rate = success_rate(outcomes(source.runs))
        longest = max((it.seconds for it in source.runs if it.seconds is not None), default=None)
        outlying = [it for it in source.runs if any(known.outlies(it))]
        median = known.seconds.median if known.seconds else None
        median_dpu = known.dpu_seconds.median if known.dpu_seconds else None
        hours = dpu_hours(source.runs)
        return row(
            name,
            cell(state(last.state), last.state),
            cell(moment(last.started), newness(last)),
            amount(number(len(source.runs)), len(source.runs)),
            amount(percent(rate), rate),
            amount(duration(median), median),
            amount(duration(longest), longest),
            amount(number(median_dpu), median_dpu),
            amount(number(hours, 2), hours),
            amount(self._outliers(outlying), len(outlying)),
        )

    def _outliers(self, runs: list[Run]) -> str:
        shown = ", ".join(self.link(it, duration(it.seconds)) for it in runs[:3])
        return f"{shown}{f' and {len(runs) - 3} more' if len(runs) > 3 else ''}" or NOTHING

    def runs(self) -> str:
        headings = ["State", "Job or crawler", "Started", "#Duration", "#DPU s", "Message", "Run"]
        rows = [self._run(source, run) for source, run in self.listed]
        return table("all-runs", "All runs and crawls", headings, rows, sortable=True)

    def _run(self, source: Source, run: Run) -> str:
        long, costly = self.usual[id(source)].outlies(run)
        seconds = run.elapsed(self._report.made) if run.outcome == OPEN else run.seconds
        message = run.message if len(run.message) <= LONGEST_MESSAGE else f"{run.message[: LONGEST_MESSAGE - 1]}…"
        attempt = f" (retry {run.attempt})" if run.attempt else ""
        page = self._console(source, run, f"<code>{escape(run.id)}</code>") or f"<code>{escape(run.id)}</code>"
        return row(
            cell(state(run.state), run.state),
            cell(escape(self.label(source)) + attempt, kind="name"),
            cell(moment(run.started, seconds=True), newness(run)),
            amount(marked(duration(seconds), long), seconds),
            amount(marked(number(run.dpu_seconds), costly), run.dpu_seconds),
            cell(escape(message), kind="message"),
            cell(page, kind="run"),
            attributes=f' id="{self._places[id(run)]}" tabindex="-1"',
        )

    def fleets(self) -> str:
        return "".join(map(self._fleet, self._report.fleets))

    def _fleet(self, fleet: Fleet) -> str:
        """The items as a row of shapes, which shows at a glance how the fleet went, and as a table."""
        states = [it.run.state if it.run else it.start for it in fleet.items]
        counts = ", ".join(f"{number(states.count(it))} {escape(it)}" for it in sorted(set(states)))
        rows = map(self._item, fleet.items, states)
        headings = ["#Item", "State", "Job", "Connection", "Region", "Requested", "#Duration", "Message", "Run"]
        missing = f"<p>{note(fleet.note.title, fleet.note.remedy)}</p>" if fleet.note else ""
        shapes = "".join(map(icon, states))
        name = f"fleet-{self._report.fleets.index(fleet)}"
        return (
            f"<h3><code>{escape(fleet.execution)}</code></h3>"
            f"<p>{plural(len(fleet.items), 'item')}: {counts or 'none recorded'}.</p>{missing}"
            f'<div class="items" aria-hidden="true">{shapes}</div>'
            f"{table(name, 'Items of the fleet', headings, rows, tall=True)}"
            '<p class="hint">An item that was rejected before its start was recorded is not shown.</p>'
        )

    def _item(self, item: Item, word: str) -> str:
        return row(
            cell(number(item.index), kind="number"),
            cell(state(word)),
            cell(escape(item.name), kind="name"),
            cell(escape(item.connection)),
            cell(escape(item.region), kind="word"),
            cell(moment(item.requested, seconds=True)),
            cell(duration(item.run.seconds if item.run else None), kind="number"),
            cell(escape(item.run.message if item.run else item.note), kind="message"),
            cell(self._run_of(item.run_id, item.run), kind="run"),
        )

    def _run_of(self, run_id: str, run: Run | None) -> str:
        text = f"<code>{escape(run_id)}</code>" if run_id else NOTHING
        return self.link(run, text) if run and id(run) in self._places else text

    def connections(self) -> str:
        headings = ["Connection", "Account", "Region", "Identity", "Warnings"]
        return table("connections", "Connections", headings, map(self._connection, self._report.connections))

    def _connection(self, connection: Connection) -> str:
        name = f'<th scope="row">{escape(connection.name)}</th>'
        if connection.note:
            return row(name, f'<td colspan="4">{note(connection.note.title, connection.note.remedy)}</td>')
        warnings = escape(" ".join(connection.warnings)) or NOTHING
        return row(
            name,
            cell(escape(connection.account)),
            cell(escape(connection.region)),
            cell(f"<code>{escape(connection.arn)}</code>"),
            cell(warnings, kind="message"),
        )


def amount(content: str, value: float | None) -> str:
    return cell(content, value, "number")


def marked(text: str, outlying: bool) -> str:
    return f'<strong class="outlier" title="outlier">{text}<span class="hidden"> outlier</span></strong>' if outlying else text


def listing(names: Iterable[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:4]) + (f" and {len(shown) - 4} more" if len(shown) > 4 else "")
