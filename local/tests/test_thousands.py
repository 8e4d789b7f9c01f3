"""The cost of a wait and its end, even with many open waits, and of a fleet with many items. Calls and capacity are counted.

The emulated AWS does not throttle, runs four calls of a function at once (AWS a thousand) and retries after the pauses of a
Retry without jitter. It has no events for the states inside an inline Map.
"""

import json
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from glueconnector.smoke.waiting import poll
from overlay.counting import TABLE_CALLS_PATH
from stack.processes import members
from tests.test_runs_awaited import SECONDS_TO_LEARN, request
from tests.waits import output_of

OPEN_WAITS = 1_000
WAITED_FOR = "jr_waited_for_"
SECONDS_TO_OPEN = 120
# A list in the input has at most 500 items, so this one must come from S3.
ITEMS, AT_ONCE, THROTTLED = 600, 60, 45
SECONDS_OF_A_FLEET = 300
OUR_THROTTLED = "io.glueconnector.error.Throttled"
NAME, VERSION = "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"
MOST_ENVIRONMENTS = 4


@pytest.fixture(scope="module")
def job(things):
    return things().job("of many", runs_at_once=1000)


@pytest.fixture
def table_calls(stack, waits):
    """Returns the calls to the stack's table since the last call; other stacks have their own EndWaits and tables."""

    def told():
        request = urllib.request.Request(stack.endpoint + TABLE_CALLS_PATH, data=b"", method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return [it for it in json.load(answer) if it["table"] == waits.table()]

    told()
    return told


@pytest.fixture(scope="module")
def waiting_only(aws, waits):
    """RunJob from its wait on: its own state, with the values that the earlier states would have determined."""
    machines = aws.client("stepfunctions")
    deployed = machines.describe_state_machine(stateMachineArn=waits.machine("RunJob"))
    definition = json.loads(deployed["definition"])
    plan = {"account": "000000000000", "region": "eu-west-1"}
    known = {"plan": plan, "looks": 0, "looksAfter": [900], "since": 0, "jobRunId": "{% $states.input.jobRunId %}"}
    definition["States"] = {
        "Know the run": {"Type": "Pass", "Assign": known, "Next": "Wait for the end"},
        "Wait for the end": definition["States"]["Wait for the end"] | {"Catch": [], "Next": "Woken"},
        "Woken": {"Type": "Succeed"},
    }
    definition["StartAt"] = "Know the run"
    machine = machines.create_state_machine(name="waiting-only", definition=json.dumps(definition), roleArn=deployed["roleArn"])
    return machine["stateMachineArn"]


def test_runJob_eventArrives_callsGlueOnceAfterItAndEndsWithinSeconds(waits, job, aws):
    """The whole way, including its last poll, once the functions are warm; the model counts an hour of a wait."""
    waits.ended(waits.start(request(job)))
    execution = waits.start(request(job, seconds=4))
    waits.waiting(execution)
    run = waits.run_of(execution)
    assert waits.reads(run) == []
    assert waits.entered(execution)[-1] == "Wait for the end"
    ended = waits.ended(execution)
    completed = aws.client("glue").get_job_run(JobName=job, RunId=run)["JobRun"]["CompletedOn"]
    assert output_of(ended)["state"] == "SUCCEEDED"
    assert (ended["stopDate"] - completed).total_seconds() < SECONDS_TO_LEARN
    assert waits.reads(run) == ["GetJobRun"]


def test_endOfAWait_costsTheSameWithManyOpen(waits, job, aws, table_calls, waiting_only, counts):
    few = costs_of_ends(waits, job, table_calls)
    machines = aws.client("stepfunctions")

    def open_one(number):
        given = json.dumps({"jobRunId": f"{WAITED_FOR}{number}"})
        return machines.start_execution(stateMachineArn=waiting_only, input=given)["executionArn"]

    with ThreadPoolExecutor(8) as pool:
        executions = list(pool.map(open_one, range(OPEN_WAITS)))
    rows: set[str] = set()

    def opened():
        rows.update(it["key"] for it in table_calls() if it["kind"] == "write" and WAITED_FOR in (it["key"] or ""))
        return len(rows)

    poll(opened, lambda number: number == OPEN_WAITS, SECONDS_TO_OPEN)
    many = costs_of_ends(waits, job, table_calls)
    assert (
        few
        == many
        == 3
        * [
            {
                "calls of EndWaits": ["dynamodb:putItem", "sfn:sendTaskSuccess"],
                "calls of RunJob from its wait on": ["dynamodb:updateItem.waitForTaskToken", "lambda:invoke"],
                "calls to the item, with the units of each": [("write", 1), ("write", 1)],
                "reads of Glue": ["GetJobRun"],
            }
        ]
    )
    assert len(machines.list_executions(stateMachineArn=waiting_only, statusFilter="RUNNING")["executions"]) == OPEN_WAITS
    woken = executions[:: OPEN_WAITS // 20]
    for execution in woken:
        waits.forward(waits.event(waits.input_of(execution)["jobRunId"]))
    assert {waits.ended(it)["status"] for it in woken} == {"SUCCEEDED"}
    left = machines.list_executions(stateMachineArn=waiting_only, statusFilter="RUNNING")["executions"]
    assert {it["executionArn"] for it in left} == set(executions) - set(woken)
    counts["waits open while the calls for an end were counted"] += OPEN_WAITS


def costs_of_ends(waits, job, table_calls):
    """All calls of RunJob, EndWaits, the table and Glue for the ends of three runs."""
    table_calls()
    executions = [waits.start(request(job, seconds=4)) for _ in range(3)]
    runs = [output_of(waits.ended(it))["jobRunId"] for it in executions]
    ends = [end for run in runs for end in waits.ends_of(run)]
    assert {waits.ended(it)["status"] for it in ends} == {"SUCCEEDED"}
    of_tables = table_calls()
    return [cost_of_an_end(waits, *it, of_tables) for it in zip(executions, runs, ends, strict=True)]


def is_wait_for(run, key):
    return key.startswith("wait:") and run in key


def cost_of_an_end(waits, execution, run, end, of_tables):
    calls = waits.calls(execution)
    return {
        "calls of EndWaits": waits.calls(end),
        "calls of RunJob from its wait on": calls[calls.index("dynamodb:updateItem.waitForTaskToken") :],
        "calls to the item, with the units of each": [
            (it["kind"], it["units"]) for it in of_tables if is_wait_for(run, it["key"] or "")
        ],
        "reads of Glue": waits.reads(run),
    }


@pytest.mark.usefixtures("no_events")
def test_runFleet_hundredsOfItemsWhileGlueThrottles_eachHasOneVerdictAndNoneIsLost(aws, stack, waits, job, faults, glue, counts):
    """Nothing tells the ends of the items here, which would take as long as the fleet."""
    items = [{"name": job, "args": {"--demo-seconds": "1"}} for _ in range(ITEMS)]
    aws.client("s3").put_object(Bucket=stack.outputs["FleetBucketName"], Key="fleets/hundreds.json", Body=json.dumps(items))
    # A function calls Glue at most three times, so the workflow must retry some of these.
    for operation in ("StartJobRun", "GetJobRun"):
        faults(operation, "throttled", times=THROTTLED)
    began = len(glue.requests("StartJobRun"))
    fleet = waits.start({"itemsKey": "fleets/hundreds.json", "maxConcurrency": AT_ONCE}, "RunFleet")
    ended = poll(lambda: waits.now(fleet), lambda now: now["status"] != "RUNNING", SECONDS_OF_A_FLEET)
    assert output_of(ended) == {"items": ITEMS, "counts": {"SUCCEEDED": ITEMS}, "failures": []}
    verdicts = waits.verdicts(fleet)
    assert sorted(verdicts) == list(range(ITEMS))
    assert {it["state"] for it in verdicts.values()} == {"SUCCEEDED"}
    assert len({it["jobRunId"] for it in verdicts.values()}) == ITEMS
    assert len(glue.requests("StartJobRun")) - began == ITEMS + THROTTLED
    assert sum(waits.failed_tasks(it).count(OUR_THROTTLED) for it in waits.executions_of(fleet, range(AT_ONCE))) > 0
    assert most_environments(stack) == MOST_ENVIRONMENTS
    counts["items of fleets with one verdict"] += ITEMS
    counts["requests of a fleet that Glue throttled"] += 2 * THROTTLED


def most_environments(stack):
    """The number of environments of the function with the most. AWS would start one for each concurrent call."""
    settings = [environment_of(process) for process in members(stack.group.pid)]
    return max(Counter((it[NAME], it[VERSION]) for it in settings if NAME in it).values())


def environment_of(process):
    """A process's variables; none if it has ended in the meantime."""
    try:
        lines = Path(f"/proc/{process}/environ").read_text().split("\0")
    except OSError:
        return {}
    return dict(it.split("=", 1) for it in lines if "=" in it)
