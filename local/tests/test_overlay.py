"""The overlay detects a MiniStack that it was not written for, and returns what AWS returns."""

import io
import json
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, WaiterError

from overlay.corrections import Corrections, Moved
from stack.environment import for_running
from stack.folders import LOCAL
from stack.openapi import path_of
from stack.preparing import EMULATOR
from stack.processes import members
from stack.testing import free_port


@pytest.fixture
def emulator(monkeypatch):
    module = types.ModuleType("some_emulator")
    vars(module).update(answer=lambda question: f"answer to {question}", interval=10)
    monkeypatch.setitem(sys.modules, "some_emulator", module)
    return module


def test_corrections_nameGone_namesIt(emulator):
    corrections = Corrections()
    corrections.needs("some_emulator.interval", "some_emulator.helper")
    corrections.replaces("some_emulator.reply", "question")(lambda original, question: question)
    with pytest.raises(Moved, match=r"some_emulator.helper is gone\n  some_emulator.reply is gone"):
        corrections.apply()


def test_corrections_otherParameters_namesBoth_andChangesNothing(emulator):
    before = emulator.answer
    corrections = Corrections()
    corrections.sets("some_emulator.interval", 1)
    corrections.replaces("some_emulator.answer", "query")(lambda original, query: query)
    with pytest.raises(Moved, match=r"some_emulator.answer: expected parameters \(query\), but got \(question\)"):
        corrections.apply()
    assert (emulator.answer, emulator.interval) == (before, 10)


def test_corrections_asExpected_wrapsTheOriginal(emulator):
    corrections = Corrections()
    corrections.sets("some_emulator.interval", 1)
    corrections.replaces("some_emulator.answer", "question")(lambda original, question: original(question.upper()))
    corrections.apply()
    assert (emulator.answer("why"), emulator.interval) == ("answer to WHY", 1)


def test_overlay_emulatorWithoutAName_doesNotStart(tmp_path):
    """Starts the real overlay over the real MiniStack with one renamed function."""
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
    job_run_id = json.loads(call("POST", path_of("StartJobRun", name=job), {}).body)["jobRunId"]
    ended_run(job, job_run_id)
    received = queues.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]
    event = json.loads(received["Body"])
    assert (event["source"], event["detail-type"]) == ("aws.glue", "Glue Job State Change")
    assert (event["account"], event["region"]) == ("000000000000", "eu-west-1")
    assert (event["detail"]["jobRunId"], event["detail"]["state"]) == (job_run_id, "SUCCEEDED")


def test_events_putByACaller_rejectedAsOnAws(aws):
    entry = {"Source": "aws.glue", "DetailType": "Glue Job State Change", "Detail": "{}"}
    answer = aws.client("events").put_events(Entries=[entry])
    assert answer["FailedEntryCount"] == 1


def test_functions_called_runUnderTheRealRuntimeClient(stack, call):
    assert call("GET", path_of("GetJobRun", name="x", jobRunId="jr_0")).status == 404
    commands = [Path(f"/proc/{process}/cmdline").read_text().split("\0") for process in members(stack.group.pid)]
    workers = [command for command in commands if "com.amazonaws.services.lambda.runtime.api.client.AWSLambda" in command]
    assert "io.glueconnector.jobs.GetJobRun" in [command[-2] for command in workers]


TOO_LONG = "failed to satisfy constraint: Member must have length less than or equal to"


def function_of(aws, **changed):
    role = aws.client("iam").list_roles()["Roles"][0]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.py", "def handler(event, context): return event")
    given = {"FunctionName": "limits", "Runtime": "python3.12", "Handler": "index.handler", "Role": role}
    return given | {"Code": {"ZipFile": archive.getvalue()}} | changed


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"FunctionName": "n" * 65}, f"'functionName' {TOO_LONG} 64"),
        ({"Description": "d" * 257}, f"'description' {TOO_LONG} 256"),
        ({"Environment": {"Variables": {"A": "x" * 4_089}}}, "exceeded the 4KB limit. String measured: "),
    ],
    ids=["name", "description", "environment"],
)
def test_function_overALimit_rejectedAsOnAws(aws, changed, message):
    with pytest.raises(ClientError) as refused:
        aws.client("lambda").create_function(**function_of(aws, **changed))
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValueException"
    assert message in refused.value.response["Error"]["Message"]


@pytest.fixture
def function(aws):
    functions = aws.client("lambda")
    limits = {"FunctionName": "n" * 64, "Description": "d" * 256, "Environment": {"Variables": {"A": "x" * 4_088}}}
    made = functions.create_function(**function_of(aws, **limits))["FunctionName"]
    yield made
    functions.delete_function(FunctionName=made)


def test_function_atItsLimits_updateAndVersionRejectMore(aws, function):
    functions = aws.client("lambda")
    for refused in (
        lambda: functions.publish_version(FunctionName=function, Description="d" * 257),
        lambda: functions.update_function_configuration(FunctionName=function, Description="d" * 257),
        lambda: functions.update_function_configuration(FunctionName=function, Environment={"Variables": {"A": "x" * 4_089}}),
    ):
        with pytest.raises(ClientError, match="InvalidParameterValueException"):
            refused()


def test_publishVersion_nothingChanged_isTheSameVersion(aws, function):
    functions = aws.client("lambda")
    first = functions.publish_version(FunctionName=function)["Version"]
    # An update without changes does not create a new one either.
    functions.update_function_configuration(FunctionName=function, Timeout=3)
    assert functions.publish_version(FunctionName=function, Description="again")["Version"] == first
    functions.update_function_configuration(FunctionName=function, Timeout=4)
    assert functions.publish_version(FunctionName=function)["Version"] != first


def test_stack_versionOfAnUnchangedFunction_failsAsOnAws(aws, function):
    """CloudFormation fails if Lambda publishes no new version."""
    stacks = aws.client("cloudformation")
    versions = {name: {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": function}} for name in ("First",)}
    stacks.create_stack(StackName="versions", TemplateBody=json.dumps({"Resources": versions}))
    stacks.get_waiter("stack_create_complete").wait(StackName="versions", WaiterConfig={"Delay": 1})
    aws.client("lambda").update_function_configuration(FunctionName=function, Timeout=3)
    versions["First"]["Properties"] = {"FunctionName": function, "Description": "another"}
    stacks.update_stack(StackName="versions", TemplateBody=json.dumps({"Resources": versions}))
    with pytest.raises(WaiterError):
        stacks.get_waiter("stack_update_complete").wait(StackName="versions", WaiterConfig={"Delay": 1})
    reasons = [it.get("ResourceStatusReason", "") for it in stacks.describe_stack_events(StackName="versions")["StackEvents"]]
    assert any("A version for this Lambda function exists ( 1 )" in it for it in reasons), reasons


def test_stack_functionNameTooLong_failsAsOnAws(aws):
    stacks = aws.client("cloudformation")
    given = function_of(aws, FunctionName="n" * 65)
    properties = given | {"Code": {"ZipFile": "def handler(event, context): return event"}}
    function = {"Type": "AWS::Lambda::Function", "Properties": properties}
    stacks.create_stack(StackName="too-long", TemplateBody=json.dumps({"Resources": {"Function": function}}))
    with pytest.raises(WaiterError):
        stacks.get_waiter("stack_create_complete").wait(StackName="too-long", WaiterConfig={"Delay": 1})
    reasons = [it.get("ResourceStatusReason", "") for it in stacks.describe_stack_events(StackName="too-long")["StackEvents"]]
    assert any("Member must have length less than or equal to 64" in it for it in reasons), reasons
