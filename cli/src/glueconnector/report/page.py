"""The page: one HTML file that holds its data, its style, its scripts and the chart libraries, and fetches nothing."""

import base64
import hashlib
import json
from datetime import datetime
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from glueconnector.report.figures import by_day, success_rate
from glueconnector.report.markup import percent, shape_of
from glueconnector.report.model import FAILED, OPEN, STOPPED, SUCCEEDED, Report, Run, Source
from glueconnector.report.sections import Sections

LIBRARIES = ("libraries/d3.min.js", "libraries/plot.umd.min.js")
LICENSES = "libraries/LICENSES.txt"
MILLISECONDS = 1000


def page(report: Report) -> str:
    """The report as one HTML document."""
    sections = Sections(report)
    scripts = [*map(text_of, LIBRARIES), text_of("page.js")]
    parts = {name: getattr(sections, name)() for name in SECTIONS}
    return Template(text_of("page.html")).substitute(
        parts,
        title=escape(f"Glue report of {report.stack}"),
        stack=escape(report.stack),
        region=escape(report.region),
        period=period(report),
        policy=policy(scripts),
        style=text_of("page.css"),
        data=embedded(data(report, sections)),
        scripts="".join(f"<script>{it}</script>" for it in scripts),
        licenses=escape(text_of(LICENSES)),
        fleet_hidden="" if report.fleets else "hidden",
        made=f"{report.made:%Y-%m-%d %H:%M}",
        made_iso=f"{report.made:%Y-%m-%dT%H:%M:%SZ}",
        count=f"{len(sections.listed):,}",
    )


SECTIONS = ("tiles", "notes", "unlisted", "open_runs", "failures", "days", "jobs", "runs", "fleets", "connections")


def period(report: Report) -> str:
    days = (report.made.date() - report.since.date()).days + 1
    first, last = f"{report.since:%d %b %Y}", f"{report.made:%d %b %Y}"
    return f"{first}, today" if days == 1 else f"{first} to {last}, {days} days"


def data(report: Report, sections: Sections) -> dict[str, Any]:
    """What the charts show. A run is a row; its place is its row in the table of all runs."""
    lanes = {id(source): place for place, source in enumerate(report.sources)}
    return {
        "since": millis(report.since),
        "made": millis(report.made),
        "lanes": [lane(sections, it) for it in report.sources],
        "runs": [run_row(report, sections, lanes[id(source)], source, run) for source, run in sections.listed],
        "days": [
            {"day": f"{day:%Y-%m-%d}", "rate": share(success_rate(counts))}
            | {it: counts[it] for it in (SUCCEEDED, FAILED, STOPPED, OPEN)}
            for day, counts in by_day(report).items()
        ],
    }


def share(rate: float | None) -> str:
    """As in the table behind the chart."""
    return "" if rate is None else percent(rate)


def lane(sections: Sections, source: Source) -> dict[str, Any]:
    known = sections.usual[id(source)]
    medians = [it.median if it else None for it in (known.seconds, known.dpu_seconds)]
    return {"label": sections.label(source), "medians": medians, "note": source.note.title if source.note else None}


def run_row(report: Report, sections: Sections, place: int, source: Source, run: Run) -> dict[str, Any]:
    outlying = sections.usual[id(source)].outlies(run)
    ended = run.ended or (report.made if run.outcome == OPEN else run.started)
    return {
        "lane": place,
        "state": run.state,
        "outcome": run.outcome,
        "shape": shape_of(run.state),
        "start": millis(run.started) if run.started else None,
        "end": millis(ended) if ended else None,
        "values": [run.seconds if run.outcome != OPEN else None, run.dpu_seconds if run.outcome != OPEN else None],
        "outlying": [int(it) for it in outlying],
    }


def millis(time: datetime) -> int:
    return round(time.timestamp() * MILLISECONDS)


def embedded(content: Any) -> str:
    """JSON that cannot end the script element that holds it."""
    return json.dumps(content, separators=(",", ":")).replace("<", "\\u003c")


def policy(scripts: list[str]) -> str:
    """Browsers run these scripts only and fetch nothing. Observable Plot adds style elements to its charts."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(it.encode()).digest()).decode()}'" for it in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def text_of(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
