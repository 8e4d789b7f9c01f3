"""glue report at the command line."""

import pytest
from cli.tests.report.samples import ARN, RecordedApi, denied


@pytest.fixture
def api(monkeypatch):
    recorded = RecordedApi(0.05, fleet=2)
    monkeypatch.setattr("glueconnector.report.command.Api", lambda _: recorded)
    return recorded


def test_report_writesAFileAndPrintsWhereItIs(glue, api, tmp_path):
    done = glue("report", "-c", "default", "-c", "team-a", "--days", "90", "--fleet", ARN)
    assert (done.code, done.output, done.errors) == (0, "glue-report.html\n", "")
    text = (tmp_path / "glue-report.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<b>glue-connector</b> in eu-west-1." in text
    assert "console.aws.amazon.com" not in text
    assert [it.name for it in tmp_path.iterdir()] == ["glue-report.html"]


def test_report_refusedPart_isSaidOnStandardError(glue, api):
    api.refused["/connections/default/crawlers"] = denied("crawlers")
    done = glue("report")
    assert (done.code, done.output) == (0, "glue-report.html\n")
    assert done.errors == "The crawlers of connection default: Access denied (HTTP 403).\n"


def test_report_allRefused_failsAndWritesNothing(glue, api, tmp_path):
    api.refused["/connections/default/"] = denied("anything")
    done = glue("report")
    assert (done.code, done.output) == (4, "")
    assert len(done.errors.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--days", "0"], "--days"),
        (["--days", "91"], "--days"),
        (["--fleet", "nightly"], "expected the ARN of an execution of RunFleet, but got nightly."),
        (["--fleet", ARN.replace("RunFleet", "RunJob")], "expected the ARN of an execution of RunFleet"),
        (["--tag", "env"], "expected --tag as NAME=VALUE"),
        (["--output", "."], "--output"),
    ],
)
def test_report_badOption_namesItAndAsksNothing(glue, api, options, said):
    done = glue("report", *options)
    assert done.code == 2
    assert said in " ".join(done.errors.split())
    assert api.asked == []


def test_report_folderThatDoesNotExist_saysSo(glue, api):
    done = glue("report", "--output", "missing/report.html")
    assert done.code == 1
    assert done.errors.splitlines()[0] == "The report cannot be written."
    assert "--output" in done.errors
