"""What the report computes from runs: medians and outliers, success by day, failures by cause."""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from glueconnector.report.model import FAILED, OPEN, OTHER, SUCCEEDED, Report, Run, Source

# Tukey's fences: https://en.wikipedia.org/wiki/Outlier#Tukey's_fences. Fewer values have no meaningful quartiles.
FENCE = 1.5
FEWEST = 8
# Runs that take almost the same time have fences so close that noise is outside them.
LEAST_RANGE = 0.1


@dataclass(frozen=True)
class Spread:
    """The median of values, and the fences beyond which a value is an outlier."""

    median: float
    low: float
    high: float

    def is_outlier(self, value: float | None) -> bool:
        return value is not None and not self.low <= value <= self.high


def spread(values: Iterable[float | None]) -> Spread | None:
    """The spread of values, or None if there are none. With fewer than eight values there are no outliers."""
    known = sorted(it for it in values if it is not None)
    if not known:
        return None
    median = statistics.median(known)
    if len(known) < FEWEST:
        return Spread(median, float("-inf"), float("inf"))
    first, _, third = statistics.quantiles(known, method="inclusive")
    width = FENCE * max(third - first, LEAST_RANGE * median)
    return Spread(median, first - width, third + width)


@dataclass(frozen=True)
class Usual:
    """What a job or crawler usually takes, by its successes; a run that fails early says little about the others."""

    seconds: Spread | None
    dpu_seconds: Spread | None

    def outlies(self, run: Run) -> tuple[bool, bool]:
        """Whether a successful run's duration and DPU seconds are outliers."""
        if run.outcome != SUCCEEDED:
            return False, False
        return (
            self.seconds is not None and self.seconds.is_outlier(run.seconds),
            self.dpu_seconds is not None and self.dpu_seconds.is_outlier(run.dpu_seconds),
        )


def usual(source: Source) -> Usual:
    succeeded = [it for it in source.runs if it.outcome == SUCCEEDED]
    return Usual(spread(it.seconds for it in succeeded), spread(it.dpu_seconds for it in succeeded))


def success_rate(outcomes: Counter[str]) -> float | None:
    """The share of ended runs that succeeded, or None if none has ended."""
    ended = outcomes.total() - outcomes[OPEN] - outcomes[OTHER]
    return outcomes[SUCCEEDED] / ended if ended else None


def by_day(report: Report) -> dict[date, Counter[str]]:
    """The outcomes of the runs that started on each day of the period, in UTC. Days without runs are included."""
    first, last = report.since.date(), report.made.date()
    days: dict[date, Counter[str]] = {first + timedelta(it): Counter() for it in range((last - first).days + 1)}
    for _, run in report.runs:
        if run.started and run.started.date() in days:
            days[run.started.date()][run.outcome] += 1
    return days


# What differs between failures of the same cause. The first pattern that matches wins, so the longer ones come first.
VARIABLE = [
    (re.compile(r"\bjr_[0-9a-f]+\b"), "<run>"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?"), "<time>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\b\d{1,3}([.]\d{1,3}){3}\b"), "<address>"),
    # A single digit after a letter belongs to a name, as in s3.
    (re.compile(r"(?<![A-Za-z])\d+([.,]\d+)*|\d{2,}"), "<n>"),
]
LONGEST_CAUSE = 300
WITHOUT_MESSAGE = {
    "TIMEOUT": "The run exceeded its timeout.",
    "EXPIRED": "The run could not start in time.",
    "ERROR": "Glue could not run the job.",
}


@dataclass
class Cause:
    """Failures with the same message, apart from numbers, times and ids."""

    text: str
    failures: list[tuple[Source, Run]] = field(default_factory=list)

    @property
    def jobs(self) -> list[str]:
        return sorted({source.name for source, _ in self.failures})


def causes(report: Report) -> list[Cause]:
    """The failures by cause: the most frequent cause first, in each the newest failure first."""
    found: dict[str, Cause] = {}
    failed = [it for it in report.runs if it[1].outcome == FAILED]
    for source, run in sorted(failed, key=lambda it: newness(it[1]), reverse=True):
        text = cause_of(run)
        found.setdefault(text, Cause(text)).failures.append((source, run))
    return sorted(found.values(), key=lambda it: (-len(it.failures), it.text))


def cause_of(run: Run) -> str:
    """The first line of Glue's message with what varies replaced; without a message, the meaning of the state."""
    lines = run.message.strip().splitlines()
    if not lines:
        return WITHOUT_MESSAGE.get(run.state, "Glue gave no message.")
    text = lines[0].strip()
    for pattern, word in VARIABLE:
        text = pattern.sub(word, text)
    return text if len(text) <= LONGEST_CAUSE else f"{text[: LONGEST_CAUSE - 1]}…"


def newness(run: Run) -> float:
    return run.started.timestamp() if run.started else 0


def outcomes(runs: Iterable[Run]) -> Counter[str]:
    return Counter(it.outcome for it in runs)


def dpu_hours(runs: Iterable[Run]) -> float:
    return sum(it.dpu_seconds or 0 for it in runs) / 3600


def repeated_names(sources: Iterable[Source]) -> set[str]:
    """The names that more than one source has, in several connections or of a job and a crawler."""
    seen: dict[str, int] = defaultdict(int)
    for source in sources:
        seen[source.name] += 1
    return {name for name, times in seen.items() if times > 1}
