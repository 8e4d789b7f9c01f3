"""Runs every sample event unchanged, except for values that cannot be known before: the connection and the run IDs."""

import json
import re

import pytest

from glueconnector.smoke.waiting import poll
from stack.folders import ROOT
from stack.openapi import ROUTES

CONNECTION = "sample-events"
FILES = sorted(path.name for path in (ROOT / "events").iterdir())
EVENTS = [it for it in FILES if ".workflow." not in it]
WORKFLOWS = {"run-job": "RunJob", "run-crawler": "RunCrawler", "run-fleet": "RunFleet"}
STARTS = sorted({name.partition(".")[0] for name in EVENTS if name.startswith("start-")})
# The only right response to an action's event.
EXACTLY = {
    "ListJobs": {"names": ["sales load"]},
    "ListTriggers": {"names": []},
    "ListJobRuns": {"jobRuns": []},
    "ListCrawls": {"crawls": []},
}
RUN_ID = re.compile(r"jr_[0-9a-f]{64}")


@pytest.fixture(scope="module")
def sales(connections, things):
    """The resources that the events name."""
    connection = connections.access_key(CONNECTION)
    own = things(connection.account)
    own.job("sales load", tags={"env": "prod", "team": "sales"})
    own.job("sales report", seconds="1")
    own.job("stock report", seconds="1")
    own.crawler("sales files")
    own.crawler("sales archive", seconds="2")
    own.on_demand("reload everything")
    own.scheduled("nightly load")
    return own


@pytest.fixture
def execute(doors, sales):
    """Runs an event and returns the action's result, without API Gateway's envelope if there is one."""

    def run(name):
        content = (ROOT / "events" / name).read_text().replace('"default"', f'"{CONNECTION}"')
        content = content.replace("/connections/default/", f"/connections/{CONNECTION}/")
        content = RUN_ID.sub(lambda _: sales.run("sales load"), content)
        answer = doors.direct(action_of(name), json.loads(content)).answered()
        if ".direct." in name:
            return answer
        assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "application/json"), answer
        return json.loads(answer["body"])

    return run


def action_of(event):
    (action,) = [it for it in ROUTES if it.lower() == event.partition(".")[0].replace("-", "")]
    return action


def is_right(action, asked, answer, sales):
    if action in EXACTLY:
        return answer == EXACTLY[action]
    match action:
        case "ListCrawlers":
            return "sales files" in answer["names"]
        case "StopJobRun":
            return {it["outcome"] for it in answer["results"]} == {"stopping"}
        case "StopCrawler":
            return answer["outcome"] in ("stopping", "notRunning")
        case "StopTrigger":
            return answer["name"] == "nightly load"
        case "TestConnection":
            return answer["allowed"]["ListJobs"]
        case "GetStart":
            return (answer["action"], answer["name"]) == ("StartJobRun", "sales load")
        case "GetJobRunLogs":
            return (answer["stream"], answer["logGroup"]) == ("error", "/aws-glue/jobs/error")
        case read if read.startswith("Get"):
            (thing,) = answer.values()
            return thing.get("jobName", thing.get("name")) == asked["name"]
    raise AssertionError(f"unexpected event of {action}")


def test_events_areAllExecuted():
    assert {action_of(it) for it in EVENTS} == ROUTES.keys()
    assert {it.split(".", 1)[1] for it in EVENTS} == {"api.json", "direct.json", "schedule.json"}
    assert {it for it in FILES if it not in EVENTS} == {f"{it}.workflow.json" for it in WORKFLOWS}


@pytest.mark.parametrize("event", [it for it in EVENTS if not it.startswith("start-") and "schedule" not in it])
def test_event_executed_returnsTheRightResult(event, execute, sales, counts):
    if event.startswith("get-start"):
        execute("start-job-run.api.json")
    answer = execute(event)
    asked = json.loads((ROOT / f"events/{event.partition('.')[0]}.direct.json").read_text())
    assert is_right(action_of(event), asked, answer, sales), answer
    counts["sample events executed"] += 1


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_inputOfAWorkflow_executed_succeedsWithTheNamedResources(workflow, waits, sales, counts):
    given = (ROOT / f"events/{workflow}.workflow.json").read_text().replace('"default"', f'"{CONNECTION}"')
    ended = waits.ended(waits.start(json.loads(given), WORKFLOWS[workflow]))
    assert ended["status"] == "SUCCEEDED", ended
    output = json.loads(ended["output"])
    match workflow:
        case "run-job":
            assert (output["name"], output["state"]) == ("sales report", "SUCCEEDED")
        case "run-crawler":
            assert output["crawlId"] == sales.crawls("sales archive")[0]["CrawlId"]
        case "run-fleet":
            assert output == {"items": 2, "counts": {"SUCCEEDED": 2}, "failures": []}
    counts["sample events executed"] += 1


@pytest.mark.parametrize("kind", STARTS)
def test_eventsOfAStart_overApiAndDirectly_areOneStart(kind, execute, counts):
    """Both events of an action make the same request under the same key: the second one replays the first."""
    first, second = execute(f"{kind}.api.json"), execute(f"{kind}.direct.json")
    assert first["protected"]
    assert second == first | {"replayed": True}
    counts["sample events executed"] += 2


@pytest.mark.parametrize("kind", STARTS)
def test_eventOfASchedule_asARealSchedule_starts(kind, doors, sales, things, glue, counts):
    """EventBridge Scheduler fills in its placeholders; the operation reaches Glue for the resource in the event."""
    fields = json.loads((ROOT / f"events/{kind}.schedule.json").read_text()) | {"connection": CONNECTION}
    action = action_of(f"{kind}.")
    before = len(glue.requests())
    doors.schedule(f"event-{kind}", doors.function(action), fields)
    started = poll(lambda: [it for it in glue.requests()[before:] if it["operation"] == action], lambda found: found)[0]
    assert fields["name"] in started["body"].values()
    scheduled = started["body"].get("Arguments", {}).get("--scheduled-time")
    assert kind != "start-job-run" or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", scheduled)
    counts["sample events executed"] += 1
