"""glue runs, crawls and logs."""

import json

import pytest

from stack.openapi import ROUTES, answers

pytestmark = pytest.mark.skipif("ListJobRuns" not in ROUTES, reason="the contract has no history yet")
LINES = {"jobRunId": "jr_1", "stream": "output", "logGroup": "/aws-glue/jobs/output"}


def lines(state, *texts, **more):
    return 200, LINES | {"jobRunState": state, "lines": [{"time": "2026-01-31T03:07:40Z", "text": it} for it in texts]} | more


def test_runs_page_isATableAndSaysHowToGoOn(glue, aws):
    done = glue("runs", "sales load", "--state", "FAILED", "--max", "5")
    assert aws.asked[0].path.startswith("/connections/default/jobs/sales%20load/runs?")
    assert aws.asked[0].query == {"state": ["FAILED"], "maxItems": ["5"]}
    row = done.output.splitlines()[1]
    assert row.split()[1:6] == ["FAILED", "2026-01-31", "03:00:04", "7", "min"]
    assert "--marker " in done.errors


def test_runs_days_sendsAStart(glue, aws):
    glue("runs", "load", "--days", "7")
    assert "startedAfter" in aws.asked[0].query


def test_runs_none_saysSo(glue, aws):
    aws.answers = [(200, {"jobRuns": []})]
    done = glue("runs", "load")
    assert (done.output, done.errors) == ("", "No runs.\n")


def test_crawls_page_isATable(glue, aws):
    done = glue("crawls", "files")
    assert aws.asked[0].path.startswith("/connections/default/crawlers/files/crawls?")
    assert answers("ListCrawls")[0]["crawls"][0]["crawlId"] in done.output


def test_logs_tail_showsTheErrorStream(glue, aws):
    aws.answers = [lines("FAILED", "Traceback", "\x1b[31mKeyError")]
    done = glue("logs", "load", "jr_1", "--error", "--tail", "2")
    assert aws.asked[0].query == {"stream": ["error"], "tail": ["2"]}
    assert done.output == "Traceback\n?[31mKeyError\n"


def test_logs_follow_readsOnUntilTheEndAndWhatArrivesAfterIt(glue, aws, pauses):
    aws.answers = [
        lines("RUNNING", "one", marker="a"),
        lines("RUNNING", marker="b"),
        lines("SUCCEEDED", "two", marker="c"),
        lines("SUCCEEDED", "three", marker="d"),
        lines("SUCCEEDED", marker="e"),
    ]
    done = glue("logs", "load", "jr_1", "--follow")
    assert (done.code, done.output) == (0, "one\ntwo\nthree\n")
    assert [it.query.get("marker") for it in aws.asked] == [None, ["a"], ["b"], ["c"], ["d"]]


def test_logs_followWithJson_isOneAnswerALine(glue, aws, pauses):
    aws.answers = [lines("RUNNING", "one", marker="a"), lines("SUCCEEDED", marker="b"), lines("SUCCEEDED", marker="c")]
    done = glue("logs", "load", "jr_1", "--follow", "--json")
    assert [json.loads(it)["lines"][0]["text"] for it in done.output.splitlines()] == ["one"]
