"""glue run and glue fleet: what they start, how they wait, and how they end."""

import hashlib
import json
import re

import pytest
from cli.tests.aws import MACHINE

from stack.openapi import answers

EXECUTION = MACHINE.replace("stateMachine", "execution") + "RunJob:x"
STARTED = {"executionArn": EXECUTION, "startDate": 1800000000}
RUNNING = {"executionArn": EXECUTION, "stateMachineArn": f"{MACHINE}RunJob", "name": "x", "status": "RUNNING", "startDate": 1}
REPORT = {"name": "load", "region": "eu-west-1", "jobRunId": "jr_1", "state": "SUCCEEDED", "executionTimeSeconds": 67}
FAILURE = {"name": "load", "jobRunId": "jr_1", "state": "FAILED", "errorMessage": "no disk"}
SUM = {"items": 2, "counts": {"SUCCEEDED": 1, "FAILED": 1}, "failures": [{"index": 1, "state": "FAILED", "message": "no disk"}]}


def ended(status, **more):
    return RUNNING | {"status": status} | more


@pytest.fixture
def workflow(aws):
    """Executions run for two polls and then end as told."""

    def ends(status, **more):
        aws.of_services |= {
            "StartExecution": [STARTED],
            "DescribeExecution": [RUNNING, RUNNING, ended(status, **more)],
            "StopExecution": [{"stopDate": 1}],
            "ListExecutions": [{"executions": []}],
        }

    return ends


def test_run_succeeds_startsOnceUnderItsKey(glue, aws, workflow, pauses):
    workflow("SUCCEEDED", output=json.dumps(REPORT))
    done = glue("run", "load", "--arg", "day=1", "--key", "k 1")
    (started,) = aws.called("StartExecution")
    assert started["stateMachineArn"] == f"{MACHINE}RunJob"
    fields = {"connection": "default", "name": "load", "idempotencyKey": "k 1", "args": {"--day": "1"}}
    assert json.loads(started["input"]) == fields
    assert (done.code, pauses) == (0, [1.0, 1.0])
    assert done.output.splitlines() == ["state  SUCCEEDED", "run    jr_1", "ran    1 min 07 s"]


def test_run_waiting_showsTheRunsState(glue, aws, workflow, pauses):
    workflow("SUCCEEDED", output=json.dumps(REPORT))
    done = glue("run", "load", "--key", "k")
    assert re.search(f"load SUCCEEDED 0 s.*  {answers('GetStart')[0]['jobRunId']}", done.errors)


def test_run_fails_exitCode3AndHowToReadItsLog(glue, workflow, pauses):
    workflow("FAILED", error="JobRun.FAILED", cause=json.dumps(FAILURE))
    done = glue("run", "load", "--key", "k")
    assert done.code == 3
    assert "message  no disk" in done.output
    assert "glue logs load jr_1 --error" in done.errors


def test_run_failsAsAFunctionDoes_showsTheReportInIt(glue, workflow, pauses):
    cause = {"errorType": "JobRun.FAILED", "errorMessage": json.dumps(FAILURE)}
    workflow("FAILED", error="JobRun.FAILED", cause=json.dumps(cause))
    done = glue("run", "load", "--key", "k")
    assert done.code == 3
    assert "message  no disk" in done.output


def test_run_json_isTheReportAsItIs(glue, workflow, pauses):
    workflow("FAILED", error="JobRun.FAILED", cause=json.dumps(FAILURE))
    done = glue("run", "load", "--key", "k", "--json")
    assert (done.code, done.output) == (3, json.dumps(FAILURE) + "\n")


def test_run_rejectedByTheConnector_showsItsDetail(glue, workflow, pauses):
    cause = {
        "errorType": "x",
        "errorMessage": json.dumps({"code": "NotFound", "detail": "Glue has no job load. Check the name."}),
    }
    workflow("FAILED", error="io.glueconnector.error.NotFound", cause=json.dumps(cause))
    done = glue("run", "load", "--key", "k")
    assert (done.code, done.output) == (1, "")
    assert done.errors.splitlines()[-2:] == ["The execution ended with NotFound.", "Glue has no job load. Check the name."]


def test_run_aborted_saysSo(glue, workflow, pauses):
    workflow("ABORTED")
    done = glue("run", "load", "--key", "k")
    assert done.code == 1
    assert "The execution ended with ABORTED." in done.errors


def test_run_mayNotStart_namesTheAction(glue, aws):
    message = "User: arn:x is not authorized to perform: states:StartExecution on resource: arn:y"
    aws.of_services["StartExecution"] = [{"__type": "AccessDeniedException", "message": message}]
    done = glue("run", "load", "--key", "k")
    assert done.errors.splitlines()[0] == "These credentials may not call states:StartExecution."


def test_run_interruptedWithoutTerminal_continues(glue, aws, workflow, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    workflow("SUCCEEDED", output=json.dumps(REPORT))
    monkeypatch.setattr("time.sleep", interrupt)
    done = glue("run", "load", "--key", "k")
    assert (done.code, aws.called("StopExecution")) == (130, [])
    assert done.errors.splitlines()[-2:] == ["The run continues.", f"Its execution: {own_execution(aws, 'RunJob')}"]


def own_execution(aws, workflow):
    return f"{MACHINE.replace('stateMachine', 'execution')}{workflow}:{aws.called('StartExecution')[0]['name']}"


def test_run_startAnsweredByItsSecondAttempt_isWaitedFor(glue, aws, workflow, pauses):
    workflow("SUCCEEDED", output=json.dumps(REPORT))
    aws.of_services["StartExecution"] = [{"__type": "ExecutionAlreadyExists", "message": "Execution Already Exists"}]
    assert glue("run", "load", "--key", "k").code == 0
    assert aws.called("DescribeExecution")[0]["executionArn"] == own_execution(aws, "RunJob")


@pytest.mark.parametrize(("word", "stopped"), [("stop", 1), ("leave", 0), ("", 0)])
def test_run_interruptedOnATerminal_asks(glue, aws, workflow, word, stopped):
    workflow("SUCCEEDED")
    aws.of_services["DescribeExecution"] = [RUNNING]
    terminal = glue.terminal("run", "load", "--key", "k")
    terminal.wait_for("load SUCCEEDED")
    terminal.interrupt()
    terminal.wait_for("Stop the run, or leave it")
    terminal.type(f"{word}\n")
    assert terminal.end() == 130
    assert len(aws.called("StopExecution")) == stopped
    assert ("The run is being stopped." if stopped else "The run continues.") in terminal.text


def fleet_file(tmp_path, content):
    file = tmp_path / "fleet.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(file)


def test_fleet_succeeds_showsCountsAndFailures(glue, aws, workflow, pauses, tmp_path):
    workflow("SUCCEEDED", output=json.dumps(SUM))
    done = glue("fleet", fleet_file(tmp_path, [{"name": "a"}, {"name": "b"}]))
    assert json.loads(aws.called("StartExecution")[0]["input"]) == {"items": [{"name": "a"}, {"name": "b"}]}
    assert done.code == 0
    assert "FAILED     1" in done.output
    assert "no disk" in done.output


def test_fleet_tooManyFailures_exitCode3(glue, workflow, pauses, tmp_path):
    workflow("FAILED", error="Fleet.TooManyFailures", cause=json.dumps(SUM))
    assert glue("fleet", fleet_file(tmp_path, {"jobs": ["a", "b"]})).code == 3


def test_fleet_failuresWhileItRuns_areShownOnceAsTheyCome(glue, aws, workflow, pauses, tmp_path, monkeypatch):
    monkeypatch.setattr("glueconnector.fleet.SECONDS_BETWEEN_READS", 0)
    monkeypatch.setattr("secrets.token_hex", lambda _: "1")
    workflow("SUCCEEDED", output=json.dumps(SUM))
    fleet = f"{MACHINE.replace('stateMachine', 'execution')}RunFleet:glue-1"
    prefix = f"fleet-{hashlib.sha256(fleet.encode()).hexdigest()[:32]}-"
    item = {"executionArn": f"{EXECUTION}-1", "stateMachineArn": f"{MACHINE}RunJob", "startDate": 4e9}
    failed = item | {"name": f"{prefix}1-0", "status": "FAILED"}
    others = [item | {"name": f"{prefix}0-0", "status": "RUNNING"}, item | {"name": "another", "status": "FAILED"}]
    aws.of_services["ListExecutions"] = [{"executions": [failed, *others]}]
    described = ended("FAILED", error="JobRun.FAILED", cause=json.dumps(FAILURE))
    aws.of_services["DescribeExecution"] = [RUNNING, described, RUNNING, ended("SUCCEEDED", output=json.dumps(SUM))]
    done = glue("fleet", fleet_file(tmp_path, [{"name": "a"}, {"name": "load"}]))
    assert done.errors.splitlines()[1:] == ["failed: item 1  load  FAILED  no disk", "1/2  1 failed, 1 running"]


def test_fleet_mayNotListItems_waitsWithoutProgress(glue, aws, workflow, pauses, tmp_path):
    workflow("SUCCEEDED", output=json.dumps(SUM))
    message = "User: arn:x is not authorized to perform: states:ListExecutions on resource: arn:y"
    aws.of_services["ListExecutions"] = [{"__type": "AccessDeniedException", "message": message}]
    done = glue("fleet", fleet_file(tmp_path, [{"name": "a"}, {"name": "b"}]))
    assert (done.code, len(aws.called("ListExecutions"))) == (0, 1)
    assert "No progress is shown: These credentials may not call states:ListExecutions." in done.errors


def test_fleet_moreThan500Items_goThroughTheBucket(glue, aws, workflow, pauses, tmp_path):
    workflow("SUCCEEDED", output=json.dumps(SUM))
    items = [{"name": f"job {index}"} for index in range(501)]
    assert glue("fleet", fleet_file(tmp_path, {"items": items, "maxConcurrency": 5})).code == 0
    (put,) = aws.called("PutObject")
    started = json.loads(aws.called("StartExecution")[0]["input"])
    assert started == {"maxConcurrency": 5, "itemsKey": put["path"].removeprefix("/fleets/")}
    assert json.loads(put["body"]) == items


@pytest.mark.parametrize(("content", "message"), [("{", "expected JSON"), ('"a"', "an object or a list, but got str")])
def test_fleet_unreadableFile_rejected(glue, aws, tmp_path, content, message):
    done = glue("fleet", fleet_file(tmp_path, content))
    assert (done.code, aws.calls) == (1, [])
    assert message in done.errors


def test_fleet_noFile_rejected(glue):
    assert "No such file" in glue("fleet", "absent.json").errors
