"""glue jobs, crawlers and triggers."""

import json

import pytest


@pytest.mark.parametrize("kind", ["jobs", "crawlers", "triggers"])
def test_names_plain_areOneALine(glue, aws, kind):
    aws.answers = [(200, {"names": ["a b", "c"]})]
    done = glue(kind)
    assert (done.code, done.output, done.errors) == (0, "a b\nc\n", "")
    assert aws.asked[0].path == f"/connections/default/{kind}"


def test_names_allWithTags_sendsTheQuery(glue, aws):
    glue("jobs", "--all", "--tag", "env=a=b", "--tag", "team=x y")
    assert aws.asked[0].query == {"all": ["true"], "tag": ["env=a=b", "team=x y"]}


def test_names_more_saysHowToGoOn(glue, aws):
    aws.answers = [(200, {"names": ["a"], "marker": "abc"})]
    assert "--marker abc" in glue("jobs").errors


def test_names_none_saysSoBesideTheOutput(glue, aws):
    aws.answers = [(200, {"names": []})]
    done = glue("triggers")
    assert (done.output, done.errors) == ("", "No triggers.\n")


def test_names_json_isTheAnswerAsItIs(glue, aws):
    content = {"names": ["\x1b[31m"], "marker": "abc"}
    aws.answers = [(200, content)]
    done = glue("jobs", "--json")
    assert (done.output, done.errors) == (json.dumps(content) + "\n", "")


def test_names_controlCharacters_doNotReachTheTerminal(glue, aws):
    aws.answers = [(200, {"names": ["a\x1b[2Jb\x9bc"]})]
    assert glue("jobs").output == "a?[2Jb?c\n"


def test_names_tagTwice_rejected(glue, aws):
    done = glue("jobs", "--tag", "a=1", "--tag", "a=2")
    assert (done.code, aws.asked) == (2, [])
    assert "a is given twice" in done.errors
