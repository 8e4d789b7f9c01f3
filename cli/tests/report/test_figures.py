"""What a report computes: durations, DPU seconds, medians, outliers, days and causes."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from glueconnector.report.figures import by_day, cause_of, causes, spread, success_rate, usual
from glueconnector.report.markup import duration, percent
from glueconnector.report.model import Report, Run, Source, crawl_of, run_of

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def run(state="SUCCEEDED", seconds=60.0, message="", day=29, dpu=None):
    return Run("jr_1", state, datetime(2026, 11, day, 3, tzinfo=UTC), None, seconds, dpu, message)


def report(*runs):
    return Report(
        "stack", "eu-west-1", datetime(2026, 11, 28, tzinfo=UTC), NOW, sources=[Source("job", "default", "load", list(runs))]
    )


def known(values):
    found = spread(values)
    assert found is not None
    return found


def test_dpuSeconds_measured_areGlues():
    fields = {"executionTime": 100, "maxCapacity": 10.0, "dpuSeconds": 321.5}
    assert run_of(fields).dpu_seconds == 321.5


def test_dpuSeconds_notMeasured_areCapacityTimesDuration():
    assert run_of({"executionTime": 100, "maxCapacity": 0.0625}).dpu_seconds == 6.25


def test_dpuSeconds_runOfNoTime_areZero():
    assert run_of({"executionTime": 0, "maxCapacity": 10.0}).dpu_seconds == 0


def test_dpuSeconds_withoutCapacity_areUnknown():
    assert run_of({"executionTime": 100}).dpu_seconds is None


def test_crawl_dpuHours_areSeconds():
    crawl = crawl_of({"startTime": "2026-01-31T03:00:00Z", "endTime": "2026-01-31T03:01:30Z", "dpuHour": 0.5})
    assert (crawl.seconds, crawl.dpu_seconds) == (90, 1800)


def test_outcome_ofAStateThatGlueAdds_isNeitherSuccessNorFailure():
    assert run("PAUSED").outcome == "other"
    assert success_rate(Counter(other=3)) is None


def test_spread_fewValues_haveAMedianAndNoOutliers():
    found = known([1, 2, 1000, None])
    assert found.median == 2
    assert not found.is_outlier(1000)


def test_spread_valueFarFromTheQuartiles_isAnOutlier():
    found = known([100, 101, 103, 104, 106, 108, 110, 300])
    assert found.median == 105
    assert [it for it in (60, 100, 110, 300) if found.is_outlier(it)] == [60, 300]


def test_spread_equalValues_allowForNoise():
    found = known([100] * 9)
    assert not found.is_outlier(114)
    assert found.is_outlier(116)


def test_spread_none_isNone():
    assert spread([None]) is None


def test_usual_countsSuccessesOnly():
    source = Source("job", "default", "load", [run(seconds=60), run("FAILED", seconds=5), run("RUNNING", seconds=0)])
    assert usual(source).seconds == spread([60])
    assert usual(source).outlies(run("FAILED", seconds=9e9)) == (False, False)


def test_days_withoutRuns_areShown():
    days = by_day(report(run(day=28), run("FAILED", day=30), run("RUNNING", day=30)))
    assert days == {
        date(2026, 11, 28): Counter(succeeded=1),
        date(2026, 11, 29): Counter(),
        date(2026, 11, 30): Counter(failed=1, open=1),
    }


def test_successRate_stoppedRun_isNoSuccess():
    assert success_rate(Counter(succeeded=3, stopped=1, open=5)) == 0.75


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        ("No such file: s3://sales/2026-11-30/part-00017.csv", "No such file: s3://sales/<time>/part-<n>.csv"),
        ("Run jr_0b1c2d3e4f of load is gone", "Run <run> of load is gone"),
        ("Request 6f1d0c9b-2a3e-4b5c-8d7e-9f0a1b2c3d4e failed", "Request <id> failed"),
        ("Request 6F1D0C9B2A3E failed", "Request <id> failed"),
        ("deadbeef is a word; o123.write failed at 10:30", "deadbeef is a word; o<n>.write failed at <n>:<n>"),
        ("Lost executor 10.0.3.17 after 1,200.5 s at 2026-11-30T03:00:04.512Z", "Lost executor <address> after <n> s at <time>"),
        ("first line\nsecond line 5", "first line"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_cause_message_losesWhatVaries(message, cause):
    assert cause_of(run("FAILED", message=message)) == cause


def test_cause_noMessage_isWhatTheStateMeans():
    assert cause_of(run("TIMEOUT")) == "The run exceeded its timeout."
    assert cause_of(run("FAILED", message=" \n")) == "Glue gave no message."


def test_causes_mostFrequentFirst_newestFailureFirst():
    found = causes(
        report(
            run("FAILED", message="a 1", day=28), run("FAILED", message="b"), run("FAILED", message="a 2", day=30), run("STOPPED")
        )
    )
    assert [(it.text, len(it.failures)) for it in found] == [("a <n>", 2), ("b", 1)]
    assert found[0].failures[0][1].message == "a 2"


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (1, "100%"), (0.999, "99.9%"), (0.9999, "99.9%"), (0.0001, "0.1%"), (0.945, "94%")]
)
def test_percent_neverRoundsToAllOrNothing(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (2.44, "2.4 s"), (59.6, "59 s"), (447, "7 min 27 s"), (3700, "1 h 01 min")]
)
def test_duration_isReadable(seconds, text):
    assert duration(seconds) == text
