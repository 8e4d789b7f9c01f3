"""Inputs of the workflows, of every kind: documented ones, those from rules and other workflows, and invalid ones."""

from answers import OWN
from conftest import ROOT, load
from rendering import ACCOUNT, REGIONS

REGION = REGIONS["aws"]
ITEM = {"name": "sales load"}
RUN = {"account": ACCOUNT, "region": REGION, "jobName": "sales load", "jobRunId": "jr_1", "state": "FAILED"}


def _event(**detail):
    """https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html"""
    return {"id": "e", "account": ACCOUNT, "region": REGION, "source": "aws.glue", "detail": detail}


def _list(status):
    machine = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:stack-RunJob"
    return {"StateMachineArn": machine, "StatusFilter": status, "MaxResults": 200}


NO_OBJECTS = [[], "a text", 1, None]
INPUTS = {
    "end-waits": [
        _event(jobName="sales load", jobRunId="jr_1", state="SUCCEEDED"),
        _event(jobName="sales load", jobRunId="jr_1", state="FAILED", message="no disk"),
        _event(crawlerName="sales files", state="Failed"),
    ],
    # A search that reaches its limit starts another search with the remaining pages, as in the second input.
    "find-abandoned": [{"hour": "2026-01-31T03"}, {"hour": "2026-01-31T03", "lists": [_list("ABORTED")]}],
    "run-crawler": [
        load(ROOT / "events/run-crawler.workflow.json"),
        {"name": "a"},
        {"name": "a", "ifRunning": "adopt"},
        *NO_OBJECTS,
    ],
    "run-fleet": [
        load(ROOT / "events/run-fleet.workflow.json"),
        {"items": [ITEM], "toleratedFailures": 1},
        {"items": [ITEM, {"name": "a", "region": REGION}, "a", None], "defaults": {"args": {}}, "maxConcurrency": 1},
        {"itemsKey": "fleets/nightly.json"},
        {"jobs": ["a"]},
        {"tags": {"team": "sales"}},
        {"tags": {"team": "sales"}, "connections": ["a", "b"], "regions": [REGION], "toleratedFailures": "100%"},
        {"items": []},
        {"items": [ITEM], "unknown": 1},
        [],
        None,
    ],
    "run-job": [load(ROOT / "events/run-job.workflow.json"), {"name": "a"}, {"name": "a", "idempotencyKey": "k"}, *NO_OBJECTS],
    "stop-abandoned": [{"executionArn": OWN}],
    "tell-ends": [
        {"test": True},
        *({"run": RUN | {"what": it}} for it in ("late", "unwatched")),
        {"executions": [{"execution": OWN}]},
        {"executions": [{"execution": OWN, "ended": "2026-01-31T03:20:00.000Z"}, {"execution": f"{OWN}-other", "ended": "x"}]},
    ],
    "time-boxed-runs": [{"connection": "default", "tags": {"team": "sales"}, "seconds": 60}],
}

# A late state: a search leaves pages to another search, after 300 pages or executions.
FAR = {
    "find-abandoned": [
        (
            "Start a search of the other pages",
            {"hour": "2026-01-31T03", "lists": [_list("ABORTED")], "runs": True, "failure": {}, "work": 300},
        ),
    ],
}
