"""Where glue runs: a narrow terminal, one without UTF-8, a pipe that closes, and shells that complete its words."""

import pytest
from cli.tests.aws import problem

from glueconnector.commands import COMMANDS
from stack.openapi import answers

LONG = "nightly-load-of-all-orders-and-returns-of-the-whole-company"
MANY = {"names": [f"job-{number}" for number in range(10_000)]}


def test_table_40Columns_foldedWithoutLoss(glue, aws):
    results = [{"jobRunId": f"jr_{LONG}", "outcome": "alreadyEnded", "state": "SUCCEEDED"}]
    aws.answers = [(200, {"results": results})]
    terminal = glue.terminal("stop", "load", "jr_1", columns=40, COLUMNS="40")
    assert terminal.end() == 0
    shown = terminal.text.splitlines()
    assert max(len(line.rstrip()) for line in shown) <= 40
    assert f"jr_{LONG}" in "".join(line[:20].split(" ")[0] for line in shown)


def test_table_terminal_hasColorsAndNoneWithoutOne(glue, aws):
    aws.answers = [(200, answers("StopJobRun")[0])] * 2
    terminal = glue.terminal("stop", "load", "jr_1")
    terminal.end()
    assert "\x1b[" in terminal.raw
    assert "\x1b[" not in glue.process("stop", "load", "jr_1").output


def test_names_noUtf8_areEscapedInsteadOfFailing(glue, aws):
    aws.answers = [(200, {"names": ["bücher-日"]})]
    done = glue.process("jobs", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (done.code, done.output) == (0, "b\\xfccher-\\u65e5\n")


def test_error_noUtf8_isEscapedInsteadOfFailing(glue, aws):
    aws.answers = [problem(404, "NotFound", "Glue has no job bücher. Check the name.")]
    done = glue.process("jobs", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (done.code, done.errors.splitlines()[1]) == (4, "Glue has no job b\\xfccher. Check the name.")


@pytest.mark.parametrize("words", [("jobs", "--all"), ("jobs", "--all", "--json")])
def test_pipe_closedByItsReader_endsQuietly(glue, aws, words):
    aws.answers = [(200, MANY)]
    done = glue.process(*words, shell="set -o pipefail; {glue} | head -c 5")
    assert (done.code, done.errors) == (1, "")


def test_interrupt_atTheBeginning_noTraceback(glue, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("glueconnector.names.show", interrupt)
    done = glue("jobs")
    assert (done.code, done.errors) == (130, "\nInterrupted.\nWhat was started continues.\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_eachShell_hasAScript(glue, shell):
    done = glue("completion", shell)
    assert done.code == 0
    assert f"_GLUE_COMPLETE={shell}_complete" in done.output


def test_completion_bash_completesCommandsAndOptions(glue):
    words = {"COMP_WORDS": "glue craw", "COMP_CWORD": "1", "_GLUE_COMPLETE": "bash_complete"}
    assert glue.process(**words).output.split() == ["plain,crawl", "plain,crawlers", "plain,crawls"]
    words = {"COMP_WORDS": "glue start --k", "COMP_CWORD": "2", "_GLUE_COMPLETE": "bash_complete"}
    assert glue.process(**words).output.split() == ["plain,--key"]


def test_help_everyCommand_isShown(glue):
    listed = glue("--help").output
    for name in COMMANDS:
        assert f"\n  {name} " in listed
        assert glue(name, "--help").code == 0


def test_version_isShown(glue):
    assert glue("--version").output.startswith("glue ")
