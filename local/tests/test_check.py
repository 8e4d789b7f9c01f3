"""bin/test counts what its parts report, and a part that reports nothing has failed."""

from check import Count, of_reports, proven


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


def test_proven_ofAReport_areItsCounts(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text('<testsuites><testsuite><properties><property name="cells" value="7"/></properties></testsuite></testsuites>')
    assert proven(path) == {"cells": "7"}
    assert proven(tmp_path / "missing.xml") == {}
