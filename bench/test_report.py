"""A report on a thousand runs: what is the same on every machine, or nearly so. bench/thousand_runs.py measures the rest."""

import time

import cli.tests.conftest  # noqa: F401 - it finds the packages that bin/glue runs on
import pytest
from cli.tests.report.browser import Browser
from cli.tests.report.samples import RecordedApi, gathered

from glueconnector.report.page import page
from glueconnector.report.reads import PAGE

RUNS = 1_000
MOST_BYTES = 2_000_000
# CPU time, which a busy machine changes little; the measured value was about a fifth of it.
MOST_CPU_SECONDS = 3
MOST_CPU_SECONDS_TO_SHOW = 2


@pytest.fixture(scope="module")
def made():
    """The report, the number of its runs and of the requests that it took, and the CPU seconds."""
    api = RecordedApi(1.12)
    began = time.process_time()
    report = gathered(api, "default", "team-a")
    document = page(report)
    return document, report, len(api.asked), time.process_time() - began


def test_report_isSmall(made):
    document, report, _, _ = made
    assert sum(1 for _ in report.runs) >= RUNS
    assert len(document.encode()) < MOST_BYTES


def test_report_takesAPageOfRunsPerRequest(made):
    """A test, two lists for each connection, and the pages of each job and crawler."""
    _, report, requests, _ = made
    pages = sum(max(-(-len(it.runs) // PAGE), 1) for it in report.sources)
    assert requests == 3 * len(report.connections) + pages


def test_report_takesLittleTime(made):
    assert made[3] < MOST_CPU_SECONDS


def test_report_isUsableSoon(made, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(made[0], encoding="utf-8")
    browser = Browser(tmp_path / "profile")
    try:
        browser.open(file)
        assert browser.cpu_seconds() < MOST_CPU_SECONDS_TO_SHOW
    finally:
        browser.close()
