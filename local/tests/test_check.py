"""bin/test counts the results that its parts report; a part that reports nothing has failed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from check import Count, in_front_and_beside, of_reports, proven, python_sources, with_moto


def report(path, **numbers):
    attributes = " ".join(f'{name}="{number}"' for name, number in numbers.items())
    path.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
    return path


def test_reports_ofSeveralSuites_areSummedUp(tmp_path):
    files = [
        report(tmp_path / "a.xml", tests=5, failures=1, errors=1, skipped=1),
        report(tmp_path / "b.xml", tests=3, failures=0, errors=0, skipped=0),
    ]
    assert of_reports(files, succeeded=False) == Count(passed=5, failed=2, skipped=1)


def test_reports_failedWithoutAFailedTest_countsAsFailure(tmp_path):
    files = [report(tmp_path / "a.xml", tests=2, failures=0, errors=0, skipped=0)]
    assert of_reports(files, succeeded=False) == Count(passed=2, failed=1)


def test_reports_noTestRan_countsAsFailure(tmp_path):
    assert of_reports([tmp_path / "missing.xml"], succeeded=True) == Count(passed=0, failed=1)


def test_proven_ofReports_areTheirCounts(tmp_path):
    path, contract = tmp_path / "a.xml", report(tmp_path / "b.xml", tests=3, failures=1, errors=0, skipped=0)
    path.write_text('<testsuites><testsuite><properties><property name="cells" value="7"/></properties></testsuite></testsuites>')
    (tmp_path / "c.txt").write_text("9 random schedules\n0 of them lost\n")
    over_moto = "tests of the contract against moto"
    written = {"random schedules": 9, "of them lost": 0}
    assert proven(contract, [path, tmp_path / "missing.xml", path], [tmp_path / "c.txt"]) == {over_moto: 2, "cells": 14} | written
    assert proven(tmp_path / "missing.xml", [], []) == {over_moto: 0}


def test_moto_contractTested_changesNothing(tmp_path):
    tried = report(tmp_path / "a.xml", tests=2, failures=0, errors=0, skipped=0)
    assert with_moto(Count(passed=9, failed=0), tried) == Count(passed=9, failed=0)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param({"tests": 1, "failures": 0, "errors": 0, "skipped": 1}, id="skipped"),
        pytest.param({"tests": 2, "failures": 0, "errors": 0, "skipped": 1}, id="partlySkipped"),
        pytest.param({"tests": 2, "failures": 0, "errors": 2, "skipped": 0}, id="notReached"),
    ],
)
def test_moto_contractNotTested_countsAsFailure(tmp_path, numbers):
    tried = report(tmp_path / "a.xml", **numbers)
    assert with_moto(Count(passed=9, failed=0), tried) == Count(passed=9, failed=1)


def test_moto_noReport_countsAsFailure(tmp_path):
    assert with_moto(Count(passed=9, failed=0), tmp_path / "missing.xml") == Count(passed=9, failed=1)


class Tools:
    """Processes; those of one program fail."""

    def __init__(self, failing):
        self._failing = failing
        self._failed = False

    def start(self, command, *_, **__):
        self._failed = any(str(word).endswith(f"/{self._failing}") for word in command)
        return self

    def wait(self):
        return int(self._failed)


@pytest.mark.parametrize(("failing", "failed"), [("ruff", 2), ("mypy", 1), ("none", 0)])
def test_pythonSources_eachToolThatFails_counts(tmp_path, failing, failed):
    assert python_sources(Tools(failing), tmp_path / "log") == Count(3 - failed, failed)


def test_beside_quietCheck_runsDuringTheOtherAndIsShownAfterIt(tmp_path, capsys):
    """Each check waits for the other one, so running them in sequence would never end."""
    quiet_began, other_began = Event(), Event()

    def quiet(_, log):
        log.write_text("of the quiet one")
        quiet_began.set()
        return Count(passed=int(other_began.wait(30)), failed=0)

    def other(_):
        other_began.set()
        print("of the other one")
        return Count(passed=int(quiet_began.wait(30)), failed=0)

    with ThreadPoolExecutor(1) as pool:
        counts = in_front_and_beside(pool, {"other": other}, {"quiet": quiet}, None, tmp_path)
    assert counts == {"other": Count(1, 0), "quiet": Count(1, 0)}
    shown = capsys.readouterr().out
    assert (
        shown.index("of the other one") < shown.index("other: 0 s") < shown.index("of the quiet one") < shown.index("quiet: 0 s")
    )


def test_beside_interrupted_startsNothingMore(tmp_path):
    interrupted, started = Event(), []

    def quiet(*_):
        started.append("one")
        return Count(passed=int(interrupted.wait(30)), failed=0)

    def other(_):
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(KeyboardInterrupt):
            in_front_and_beside(pool, {"other": other}, {"first": quiet, "second": quiet}, None, tmp_path)
        interrupted.set()
    assert len(started) <= 1
