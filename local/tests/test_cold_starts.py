"""The cold start that a function logs, and the start through the package's wrapper script, as on Lambda."""

import json

import pytest

from stack.openapi import path_of
from stack.releasing import DEVELOPMENT
from stack.running import STACK_NAME

LIST_JOBS = path_of("ListJobs")
MEMBERS = {
    *("timestamp", "level", "Stack", "action", "requestId", "message"),
    *("version", "initialization", "jvm", "bootPath", "classCache", "httpClient", "initMillis"),
}


@pytest.fixture
def cold_starts(aws):
    """The lines about cold starts that ListJobs has logged so far."""

    def read():
        pages = aws.client("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{STACK_NAME}")
        lines = [event["message"] for page in pages for event in page["events"] if "cold start" in event["message"]]
        return [it for it in map(json.loads, lines) if it["action"] == "ListJobs"]

    return read


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        # A new version has its own environment, and so a cold start.
        pytest.param({"CHANGED": "yes"}, {"bootPath": True, "httpClient": "crt"}, id="asDeployed"),
        pytest.param(
            {"AWS_LAMBDA_EXEC_WRAPPER": "", "HTTP_CLIENT": "jdk"}, {"bootPath": False, "httpClient": "jdk"}, id="withoutBoth"
        ),
    ],
)
def test_coldStart_ofADeployedFunction_isLoggedOnce(call, deployed, cold_starts, environment, expected):
    before = len(cold_starts())
    with deployed.altered("ListJobs", environment):
        assert [call("GET", LIST_JOBS).status for _ in range(2)] == [200, 200]
    (line,) = cold_starts()[before:]
    assert line.keys() == MEMBERS
    constant = {"Stack": STACK_NAME, "action": "ListJobs", "message": "cold start", "initialization": "on-demand"}
    assert line | constant | {"version": DEVELOPMENT} | expected == line
    assert 0 < line["initMillis"] < 60_000
