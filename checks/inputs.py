"""Inputs of the workflows, of every kind: those of the documentation, what their rules and siblings hand over, and wrong ones."""

from answers import OWN
from conftest import ROOT, load
from rendering import ACCOUNT, REGIONS

REGION = REGIONS["aws"]
ITEM = {"name": "sales load"}


def _event(**detail):
    """https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html"""
    return {"id": "e", "account": ACCOUNT, "region": REGION, "source": "aws.glue", "detail": detail}


INPUTS = {
    "end-waits": [_event(jobRunId="jr_1", state="SUCCEEDED"), _event(crawlerName="sales files", state="Failed")],
    "find-abandoned": [{"hour": "2026-01-31T03"}],
    "run-crawler": [load(ROOT / "events/run-crawler.workflow.json"), {"name": "a"}, {"name": "a", "ifRunning": "adopt"}],
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
    "run-job": [load(ROOT / "events/run-job.workflow.json"), {"name": "a"}, {"name": "a", "idempotencyKey": "k"}],
    "stop-abandoned": [{"executionArn": OWN}],
    "time-boxed-runs": [{"connection": "default", "tags": {"team": "sales"}, "seconds": 60}],
}
