"""A report over recorded answers, made once, and Chromium to open it in."""

import pytest
from cli.tests.report.browser import Browser
from cli.tests.report.samples import ARN, RecordedApi, denied, gathered

from glueconnector.report.page import page


@pytest.fixture(scope="session")
def recorded():
    """Two connections and a fleet; the runs of one job may not be read."""
    api = RecordedApi(0.35, fleet=12)
    api.refused["/connections/team-a/jobs/ledger-export/runs"] = denied("job ledger-export")
    return gathered(api, "default", "team-a", fleets=(ARN,))


@pytest.fixture(scope="session")
def document(recorded):
    return page(recorded)


@pytest.fixture(scope="session")
def file(document, tmp_path_factory):
    made = tmp_path_factory.mktemp("report") / "report.html"
    made.write_text(document, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    started = Browser(tmp_path_factory.mktemp("chromium"))
    yield started
    started.close()


@pytest.fixture
def browser(chromium, file):
    """The report, freshly opened in the light scheme."""
    chromium.scripts(True)
    chromium.media("light")
    chromium.size(1360, 900)
    chromium.open(file)
    return chromium
