"""Realistic names arrive in Glue unchanged, through every door."""

import json

import pytest

from glueconnector.smoke.checks import VALUES
from stack.openapi import ROUTES, path_of, required_fields

NAMES = [
    pytest.param("with a space", id="space"),
    pytest.param("100% of 50%25", id="percent"),
    pytest.param("a+b", id="plus"),
    pytest.param("""it's "quoted\"""", id="quotes"),
    pytest.param("launch 🚀", id="emoji"),
    pytest.param("تحميل يومي", id="rightToLeft"),
    pytest.param("?a=b&c#d;e\\f", id="ofUrls"),
]
ADVICE = "Invoke the function directly"


@pytest.mark.parametrize("name", NAMES)
def test_name_throughEveryDoor_arrivesUnchanged(name, doors, kinds, things, counts):
    connection = kinds["accessKey"]
    own = things(connection.account)
    own.job(name)
    runs = set()
    for door in ("http", "direct", "machine"):
        fields = {"connection": connection.name, "name": name}
        run = doors.through(door, "StartJobRun", fields).answered()["jobRunId"]
        read = doors.through(door, "GetJobRun", fields | {"jobRunId": run}).answered()["jobRun"]
        assert (read["jobName"], read["id"]) == (name, run)
        assert name in doors.through(door, "ListJobs", {"connection": connection.name, "all": True}).answered()["names"]
        runs.add(run)
        counts["names x doors"] += 1
    assert set(own.runs(name)) == runs
    assert len(runs) == 3


def test_nameWithASlash_directlyAndInAWorkflow_works(doors, kinds, things):
    connection = kinds["accessKey"]
    own = things(connection.account)
    job = own.job("team/load")
    for door in ("direct", "machine"):
        doors.through(door, "StartJobRun", {"connection": connection.name, "name": job}).answered()
    assert len(own.runs(job)) == 2


@pytest.mark.parametrize("action", [action for action, (_, path) in ROUTES.items() if "{name}" in path])
def test_nameWithASlash_overHttp_isRejectedWithAdvice(action, doors, kinds, glue):
    """The emulated API Gateway passes an encoded slash on, which AWS does not document; its own error would be fine, too."""
    needed = {name: VALUES[name] for name in required_fields(action) if name not in ("connection", "name")}
    before = len(glue.requests())
    problem = doors.http(action, {"connection": kinds["accessKey"].name, "name": "team/load"} | needed).failed()
    assert (problem["status"], problem["code"]) == (400, "InvalidRequest")
    assert ADVICE in problem["detail"]
    assert glue.called_since(before) == []


@pytest.mark.parametrize("segment", ["def%61ult", "%64efault", "defaul%74", "default%20", "default%2F..%2Fdefault"])
@pytest.mark.parametrize(("action", "query"), [("ListJobs", ""), ("TestConnection", ""), ("GetStart", "?idempotencyKey=a")])
def test_connectionEncoded_isRejected(action, query, segment, call, glue):
    """The root passes IAM, so the function's own check of the raw segment rejects it."""
    before = len(glue.requests())
    method, _ = ROUTES[action]
    answer = call(method, path_of(action, segment) + query, {} if method == "POST" else None, caller="root")
    assert answer.status in (400, 403)
    if answer.status == 400:
        assert "connection" in json.loads(answer.body)["detail"]
    assert glue.called_since(before) == []
