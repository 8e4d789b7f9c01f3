"""The document: what it holds, how it treats text from outside, and where its chart libraries come from."""

import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cli.tests.report.samples import NOW, RecordedApi, gathered

import glueconnector.report
from glueconnector.report.markup import SHAPES, console_page, logs_command
from glueconnector.report.model import OUTCOMES, Connection, Run, Source
from glueconnector.report.page import data, page
from glueconnector.report.sections import Sections

LIBRARIES = Path(glueconnector.report.__file__).parent / "libraries"
# Of the files in the npm packages that LICENSES.txt names. A new version of a library changes its hash, its license text and
# THIRD-PARTY-NOTICES.
HASHES = {
    "d3.min.js": "912111098ea99503a6f4967361d2bbdc9dbf58cf9c678c8e27e5b02d1a07f0c1",
    "plot.umd.min.js": "4358086467740777dd788d6b27a95cebdbaefdd50c730a3060117073bd7134cb",
}
VOID = {"meta", "link", "input"}


class Document(HTMLParser):
    """Checks that elements are closed in order, and collects attributes."""

    def __init__(self, text):
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def values(self, name):
        return [value for _, it, value in self.attributes if it == name]


def test_page_elements_areClosedAndIdsUnique(document):
    ids = Document(document).values("id")
    assert len(ids) == len(set(ids))


def test_page_links_leadToTheirPlacesOrToTheConsole(document):
    parsed = Document(document)
    inner = {it[1:] for it in parsed.values("href") if it.startswith("#")}
    assert inner <= set(parsed.values("id"))
    outer = {it for it in parsed.values("href") if not it.startswith(("#", "data:,"))}
    assert outer
    assert all(it.startswith("https://eu-west-1.console.aws.amazon.com/") for it in outer)
    assert parsed.values("src") == []


def test_page_scripts_areThoseOfThePolicy(document):
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', document)
    scripts = re.findall(r"<script>(.*?)</script>", document, re.DOTALL)
    assert len(scripts) == policy.count("sha256-") == 3
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]


def test_page_textFromOutside_isEscaped():
    api = RecordedApi(0.1)
    hostile = '</script><img src=x onerror="alert(1)"> $title ‮'
    run = api.jobs["default", "returns-load"][0] | {"jobRunState": "FAILED", "errorMessage": hostile, "id": hostile}
    api.jobs = {("default", hostile): [run | {"jobRunState": hostile}, run]}
    text = page(gathered(api, "default", jobs=(hostile,)))
    Document(text)
    assert "<img" not in text
    assert text.count("</script") == 4
    assert hostile in json.loads(re.findall(r'id="data">(.*?)</script>', text)[0])["lanes"][0]["label"]


def test_page_argumentsOfRuns_areLeftOut(document):
    assert "--day" not in document


def test_page_noRuns_isComplete():
    api = RecordedApi()
    api.jobs, api.crawlers = {}, {}
    text = page(gathered(api, "default"))
    Document(text)
    for said in ("Nothing is running now.", "No run failed."):
        assert said in text


def test_page_cutJob_saysSo(monkeypatch):
    monkeypatch.setattr("glueconnector.report.gathering.MOST_RUNS", 50)
    text = page(gathered(RecordedApi(), "default", jobs=("orders-hourly",)))
    assert "Only its newest 50 runs are shown." in text


def test_page_localStack_hasNoLinksToTheConsole(recorded):
    assert "console.aws" not in page(replace(recorded, on_aws=False))


def test_page_days_countEveryRun(recorded):
    runs = list(recorded.runs)
    days = data(recorded, Sections(recorded))["days"]
    assert len(days) == 7
    assert sum(day[it] for day in days for it in ("succeeded", "failed", "stopped", "open")) == len(runs)


def test_page_lateOpenRun_isMarked(document):
    assert re.search(r"25 min 00 s<strong class=\"late\">1\d\.\d × median<", document)


def test_shapes_everyKnownState_hasOne_andOutcomesDiffer():
    assert SHAPES.keys() == OUTCOMES.keys()
    outcomes: dict[str, set] = {}
    for word, shape in SHAPES.items():
        outcomes.setdefault(shape, set()).add(OUTCOMES[word])
    assert all(len(it) == 1 for it in outcomes.values())


def test_shapes_ofFailures_differ():
    failures = [SHAPES[it] for it in ("FAILED", "ERROR", "TIMEOUT", "EXPIRED")]
    assert len(set(failures)) == len(failures)


def test_libraries_areThoseOfTheirPackages():
    assert {it.name: hashlib.sha256(it.read_bytes()).hexdigest() for it in LIBRARIES.glob("*.js")} == HASHES


def test_libraries_haveTheirLicensesInTheFileAndInTheNotices(document):
    licenses = (LIBRARIES / "LICENSES.txt").read_text()
    notices = (Path(__file__).parents[3] / "THIRD-PARTY-NOTICES").read_text()
    for name in ("d3 7.9.2", "Observable Plot 0.6.17"):
        assert f"\n{name}\n" in licenses
        assert name in notices
    assert "Copyright 2010-2026 Mike Bostock" in document
    for version in ("v7.9.2 Copyright", "plot v0.6.17 Copyright"):
        assert version in document


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "eu-west-1.console.aws.amazon.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
    ],
)
def test_console_ofEachPartition_hasItsOwnHost(region, host):
    run = Run("jr_1", "FAILED", NOW, None, None, None, "")
    found = console_page(Connection("default", region=region), Source("job", "default", "a b/c"), run)
    assert found == f"https://{host}/gluestudio/home?region={region}#/job/a%20b%2Fc/run/jr_1"


def test_console_unknownRegion_hasNoLink():
    assert console_page(Connection("default"), Source("job", "default", "a"), Run("", "", None, None, None, None, "")) is None


def test_logsCommand_isSafeToCopy():
    source = Source("job", "team-a", "it's $(here)")
    assert logs_command(source, Run("jr_1", "", None, None, None, None, "")) == "glue logs 'it'\"'\"'s $(here)' jr_1 -c team-a"
