"""How a report reads the API: every page, several requests at once, again if it is temporary, and notes for what is refused."""

import threading

import pytest
from botocore.exceptions import ConnectTimeoutError
from cli.tests.report.samples import ARN, CRAWLERS, JOBS, RecordedApi, denied, gathered, problem

from glueconnector.failures import Failed
from glueconnector.report.fleets import key_of
from glueconnector.report.reads import AT_ONCE
from stack import contract, signing
from stack.openapi import reached


def test_gather_everything_readsAllPages():
    api = RecordedApi(1.0)
    report = gathered(api, "default", "team-a")
    times = [it.get("startedOn") or it["startTime"] for of in (*api.jobs.values(), *api.crawlers.values()) for it in of]
    in_period = [it for it in times if it >= "2026-11-24"]
    assert sum(1 for _ in report.runs) == len(in_period) > 900
    assert len(report.sources) == len(JOBS) + len(CRAWLERS)
    assert [(it.name, it.account) for it in report.connections] == [("default", "111122223333"), ("team-a", "444455556666")]
    assert report.notes == []


def test_gather_exchanges_areThoseOfTheContract():
    api = RecordedApi(fleet=3)
    gathered(api, "default", fleets=(ARN,))
    assert {method for method, *_ in api.exchanges} == {"GET", "POST"}
    for method, path, body, answer in api.exchanges:
        # A route that the contract has not yet is reported by the tests of the contract.
        if reached(method, path.partition("?")[0]):
            headers = {"Content-Type": "application/json" if answer.status == 200 else "application/problem+json"}
            contract.hold(
                method, path, [("Content-Type", "application/json")], body, signing.Answer(answer.status, headers, answer.text)
            )


def test_gather_period_isPartOfTheRequest():
    api = RecordedApi()
    gathered(api, "default", jobs=("orders-nightly",))
    assert ("GET", "/connections/default/jobs/orders-nightly/runs?startedAfter=2026-11-24T00%3A00%3A00Z&maxItems=50") in api.asked


def test_gather_named_listsNothing():
    api = RecordedApi()
    report = gathered(api, "default", crawlers=("sales-files",))
    assert [(it.kind, it.name) for it in report.sources] == [("crawler", "sales-files")]
    assert not [path for _, path in api.asked if "/jobs" in path or path.endswith("/crawlers")]


def test_gather_tags_filterBothLists():
    api = RecordedApi()
    gathered(api, "default", tags=("env=prod", "team=a"))
    lists = [path for _, path in api.asked if "tag=" in path]
    assert sorted(lists) == [f"/connections/default/{it}?all=true&tag=env%3Dprod&tag=team%3Da" for it in ("crawlers", "jobs")]


def test_gather_refusedParts_areNotes():
    api = RecordedApi()
    api.refused["/connections/team-a/crawlers"] = denied("crawlers")
    api.refused["/connections/team-a/test"] = problem(403, "AccessDenied", "Not yours.")
    api.refused["/connections/default/jobs/returns-load"] = denied("job returns-load")
    report = gathered(api, "default", "team-a")
    assert [it.what for it in report.notes] == [
        "The crawlers of connection team-a",
        "The runs of job returns-load",
        "Connection team-a",
    ]
    assert report.notes[0].title == "Access denied (HTTP 403)."
    assert "Grant that action" in report.notes[0].remedy
    assert not next(it for it in report.sources if it.name == "returns-load").runs


def test_gather_everyListRefused_fails():
    api = RecordedApi()
    api.refused["/connections/default/"] = denied("anything")
    with pytest.raises(Failed, match="Access denied"):
        gathered(api, "default")


def test_gather_emptyList_isNoFailure():
    api = RecordedApi()
    api.jobs, api.crawlers = {}, {}
    api.refused["/connections/default/crawlers"] = denied("crawlers")
    assert len(gathered(api, "default").notes) == 1


def test_gather_temporaryRefusals_areRetriedAfterThePauseThatTheyAskFor():
    api = RecordedApi()
    throttled = problem(429, "Throttled", "Nothing was done; wait and try again.", retryAfterSeconds=5)
    api.refused["/connections/default/jobs/orders-nightly"] = [throttled, throttled]
    pauses: list[float] = []
    report = gathered(api, "default", jobs=("orders-nightly",), sleep=pauses.append)
    assert report.sources[0].runs
    assert len(pauses) == 2
    assert all(5 <= it <= 7.5 for it in pauses)


def test_gather_refusalThatStays_isANote():
    api = RecordedApi()
    api.refused["/connections/default/jobs/orders-nightly"] = problem(
        503, "Unavailable", "Nothing was done; try again.", retryAfterSeconds=1
    )
    assert gathered(api, "default", jobs=("orders-nightly",)).notes[0].title == "Unavailable (HTTP 503)."
    assert len(api.asked) == 1 + 4


def test_gather_noNetwork_isANote():
    api = RecordedApi()
    api.refused["/connections/default/jobs/orders-nightly"] = ConnectTimeoutError(endpoint_url="https://api", error="timed out")
    assert "reached" in gathered(api, "default", jobs=("orders-nightly",)).notes[0].title


def test_gather_moreRunsThanAReportReads_isCut(monkeypatch):
    monkeypatch.setattr("glueconnector.report.gathering.MOST_RUNS", 100)
    (source,) = gathered(RecordedApi(), "default", jobs=("clickstream-sessions",)).sources
    assert (len(source.runs), source.cut) == (100, True)


def test_gather_reads_areConcurrentUpToALimit(monkeypatch):
    """Each answer waits for as many requests as may be open at once, and would wait in vain if there were fewer."""
    api = RecordedApi()
    together, lock, most = threading.Barrier(AT_ONCE), threading.Lock(), [0, 0]
    answer = api.ask

    def ask(method, path, body=None):
        with lock:
            most[0] += 1
            most[1] = max(most)
        if path.partition("?")[0].endswith("/runs"):
            together.wait(10)
        with lock:
            most[0] -= 1
        return answer(method, path, body)

    monkeypatch.setattr(api, "ask", ask)
    # One page each, since none of them exists, so every round is full.
    names = tuple(f"missing-{it}" for it in range(2 * AT_ONCE))
    report = gathered(api, "default", jobs=names)
    assert most[1] == AT_ONCE
    assert [it.title for it in report.notes] == ["Not found (HTTP 404)."] * len(names)


def test_gather_progress_endsWithAllReads():
    told: list[tuple[int, int, int]] = []
    report = gathered(RecordedApi(), "default", told=lambda *it: told.append(it))
    assert told[0] == (0, 3, 0)
    assert all(done <= known for done, known, _ in told)
    assert told[-1][2] <= sum(1 for _ in report.runs)


def test_gather_interrupted_endsAtOnce():
    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gathered(RecordedApi(), "default", told=interrupted)


def test_fleet_items_areFoundByTheKeysOfTheirStarts():
    api = RecordedApi(fleet=30)
    (fleet,) = gathered(api, "default", "team-a", fleets=(ARN,)).fleets
    assert [it.index for it in fleet.items] == list(range(30))
    assert fleet.items[7].start == "refused"
    assert fleet.items[7].note == "LimitExceeded"
    assert all(it.run for it in fleet.items if it.index != 7)


def test_fleet_runOutsideTheReport_isRead():
    api = RecordedApi(fleet=2)
    (fleet,) = gathered(api, "default", jobs=("orders-nightly",), fleets=(ARN,)).fleets
    assert [it.run.id for it in fleet.items] == [it.run_id for it in fleet.items]


def test_fleet_refused_isANote():
    api = RecordedApi(fleet=2)
    api.refused["/connections/default/starts"] = denied("the starts")
    report = gathered(api, "default", jobs=("orders-nightly",), fleets=(ARN,))
    assert [it.what for it in report.notes] == ["The items of the fleet"]


def test_key_isThatOfTheWorkflows():
    key = key_of("arn:aws-cn:states:cn-north-1:111122223333:execution:prod-RunFleet:x", 12)
    assert key == (
        "arn:aws-cn:states:cn-north-1:111122223333:execution:prod-RunJob:"
        "fleet-4a4b98f373911c36386ede9256737ddc-12-0/0/Start job run"
    )
