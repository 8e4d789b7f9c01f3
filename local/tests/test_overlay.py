"""The overlay notices a MiniStack that it was not written for, and hands over what AWS hands over."""

import json
import subprocess
import sys
import types
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from botocore.exceptions import ClientError

from overlay.corrections import Corrections, Moved
from stack.aws import Aws
from stack.demonstration import poll
from stack.environment import for_running
from stack.folders import LOCAL
from stack.preparing import EMULATOR
from stack.processes import members
from stack.testing import free_port


@pytest.fixture
def emulator(monkeypatch):
    module = types.ModuleType("some_emulator")
    module.answer = lambda question: f"answer to {question}"
    module.interval = 10
    monkeypatch.setitem(sys.modules, "some_emulator", module)
    return module


def test_corrections_nameGone_saysWhich(emulator):
    corrections = Corrections()
    corrections.needs("some_emulator.interval", "some_emulator.helper")
    corrections.replaces("some_emulator.reply", "question")(lambda original, question: question)
    with pytest.raises(Moved, match=r"some_emulator.helper is gone\n  some_emulator.reply is gone"):
        corrections.apply()


def test_corrections_otherParameters_saysBoth_andChangesNothing(emulator):
    before = emulator.answer
    corrections = Corrections()
    corrections.sets("some_emulator.interval", 1)
    corrections.replaces("some_emulator.answer", "query")(lambda original, query: query)
    with pytest.raises(Moved, match=r"some_emulator.answer takes \(question\), expected \(query\)"):
        corrections.apply()
    assert (emulator.answer, emulator.interval) == (before, 10)


def test_corrections_asExpected_wrapsTheOriginal(emulator):
    corrections = Corrections()
    corrections.sets("some_emulator.interval", 1)
    corrections.replaces("some_emulator.answer", "question")(lambda original, question: original(question.upper()))
    corrections.apply()
    assert (emulator.answer("why"), emulator.interval) == ("answer to WHY", 1)


def test_overlay_emulatorWithoutAName_doesNotStart(tmp_path):
    """Starts the real overlay over the real MiniStack, in which one function was renamed."""
    starter = "import runpy, ministack.services.scheduler as s; del s._at_time_epoch; runpy.run_module('overlay')"
    environment = for_running("http://127.0.0.1:1") | {"GATEWAY_PORT": str(free_port()), "TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [EMULATOR / "bin/python", "-c", starter], cwd=LOCAL, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert "ministack.services.scheduler._at_time_epoch is gone" in ended.stderr
    assert "local/requirements/emulator.txt" in ended.stderr


def test_events_ofGlue_reachTheBus(aws, stack, call, ended_run, glue):
    queues, events = aws.client("sqs"), aws.client("events")
    queue = queues.create_queue(QueueName="glue-events")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    job = "summarize-orders"
    events.put_rule(Name="glue-events", EventPattern=json.dumps({"source": ["aws.glue"], "detail": {"jobName": [job]}}))
    events.put_targets(Rule="glue-events", Targets=[{"Id": "queue", "Arn": arn}])
    job_run_id = json.loads(call("POST", f"/connections/default/jobs/{job}/runs", {}).body)["jobRunId"]
    ended_run(job, job_run_id)
    received = queues.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]
    event = json.loads(received["Body"])
    assert (event["source"], event["detail-type"]) == ("aws.glue", "Glue Job State Change")
    assert (event["account"], event["region"]) == ("000000000000", "eu-west-1")
    assert (event["detail"]["jobRunId"], event["detail"]["state"]) == (job_run_id, "SUCCEEDED")


def test_events_putBySomeone_refusedAsOnAws(aws):
    entry = {"Source": "aws.glue", "DetailType": "Glue Job State Change", "Detail": "{}"}
    answer = aws.client("events").put_events(Entries=[entry])
    assert answer["FailedEntryCount"] == 1


def test_functions_called_runUnderTheRealRuntimeClient(stack, call):
    assert call("GET", "/connections/default/jobs/x/runs/jr_0").status == 404
    commands = [Path(f"/proc/{process}/cmdline").read_text().split("\0") for process in members(stack.group.pid)]
    workers = [command for command in commands if "com.amazonaws.services.lambda.runtime.api.client.AWSLambda" in command]
    assert "io.glueconnector.jobs.GetJobRun::handleRequest" in [command[-2] for command in workers]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b'{"name": ', id="cut"),
        pytest.param(b"{'name': 'x'}", id="notJson"),
        pytest.param(b'{"name": "\xff"}', id="invalidUtf8"),
        pytest.param(b'{"maxItems": NaN}', id="notANumber"),
    ],
)
def test_payload_notJson_isRefusedByLambda(stack, operator, glue, payload):
    """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, InvalidRequestContentException"""
    before = len(glue.requests())
    functions = operator.client("lambda")
    with pytest.raises(functions.exceptions.InvalidRequestContentException):
        functions.invoke(FunctionName=stack.outputs["ListJobsFunctionArn"], Payload=payload)
    assert len(glue.requests()) == before


def test_payload_sameFieldTwice_reachesTheFunctionAsSent(stack, operator, glue):
    before = len(glue.requests())
    payload = b'{"connection": "team-a", "connection": "default"}'
    answer = operator.client("lambda").invoke(FunctionName=stack.outputs["ListJobsFunctionArn"], Payload=payload)
    error = json.loads(answer["Payload"].read())
    assert error["errorType"] == "io.glueconnector.error.InvalidRequest"
    assert len(glue.requests()) == before


def test_payload_nonAsciiText_isCountedInUtf8(stack, operator):
    """Escaped, each of these letters would count three times as much, and the request would be over 64 KB."""
    args = {f"--text-{number}": "é" * 10_000 for number in range(3)}
    payload = json.dumps({"name": "no-such-job", "args": args}, ensure_ascii=False).encode()
    answer = operator.client("lambda").invoke(FunctionName=stack.outputs["StartJobRunFunctionArn"], Payload=payload)
    assert json.loads(answer["Payload"].read())["errorType"] == "io.glueconnector.error.NotFound"


def test_assumeRole_longerThanTheRoleAllows_isRefused(stack, connections):
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, DurationSeconds"""
    connection = connections.assume_role("hour-at-most")
    base = Aws(stack.endpoint, connection.secret["accessKeyId"], connection.secret["secretAccessKey"]).client("sts")
    asked = {"RoleArn": connection.secret["roleArn"], "RoleSessionName": "x", "ExternalId": connection.secret["externalId"]}
    with pytest.raises(ClientError, match="MaxSessionDuration") as refused:
        base.assume_role(**asked, DurationSeconds=3601)
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    assert base.assume_role(**asked, DurationSeconds=3600)["Credentials"]


def test_connection_sessionLongerThanTheRoleAllows_saysWhatToChange(doors, connections):
    connection = connections.assume_role("too-long")
    name = connections.store("two-hours", connection.secret | {"sessionDurationSeconds": 7200})
    problem = doors.http("ListJobs", {"connection": name}).failed()
    assert problem["code"] == "ConnectionInvalid"
    assert "sessionDurationSeconds" in problem["detail"]


def test_schedule_onceInATimeZone_firesOnThatZonesClock(stack, aws, doors, things):
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, "One-time schedules" and "Time zones" """
    job = things().job()
    here = datetime.now(ZoneInfo("Asia/Kolkata")) + timedelta(seconds=1)
    aws.client("scheduler").create_schedule(
        Name="kolkata",
        GroupName=stack.outputs["ScheduleGroupName"],
        ScheduleExpression=f"at({here:%Y-%m-%dT%H:%M:%S})",
        ScheduleExpressionTimezone="Asia/Kolkata",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": doors.function("StartJobRun"),
            "RoleArn": stack.outputs["ScheduleRoleArn"],
            "Input": json.dumps({"connection": "default", "name": job, "args": {"--at": "<aws.scheduler.scheduled-time>"}}),
        },
    )
    (started,) = poll(lambda: things().runs(job), lambda runs: runs)
    run = aws.client("glue").get_job_run(JobName=job, RunId=started)["JobRun"]
    assert run["Arguments"]["--at"] == f"{here.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_schedule_unknownTimeZone_isRefused(stack, aws, doors):
    with pytest.raises(ClientError, match="timezone is not valid"):
        aws.client("scheduler").create_schedule(
            Name="nowhere",
            GroupName=stack.outputs["ScheduleGroupName"],
            ScheduleExpression="cron(0 3 * * ? *)",
            ScheduleExpressionTimezone="Europe/Nowhere",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": doors.function("StartJobRun"), "RoleArn": stack.outputs["ScheduleRoleArn"], "Input": "{}"},
        )
