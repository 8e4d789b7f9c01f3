"""Every door needs the template's roles: without a permission, the call fails and names it."""

import json

import pytest

from glueconnector.smoke.waiting import poll
from stack.openapi import path_of
from stack.seeding import allow, user
from tests.test_doors import REQUEST, schedule


def runs(connection):
    return path_of("StartJobRun", connection, name="summarize-orders")


@pytest.fixture
def unread_connection(aws, stack, request):
    """A connection that no function has read and cached yet."""
    key = user(aws, f"glue-{request.node.name}"[:60], [allow(["glue:StartJobRun"], "*")])
    name = request.node.originalname.replace("_", "-")[:60]
    secret = json.dumps({"type": "accessKey"} | key)
    aws.client("secretsmanager").create_secret(Name=stack.outputs["ConnectionPrefix"] + name, SecretString=secret)
    return name


def test_start_roleMayNotReadSecret_isInternalAndNamesPermission(call, deployed, glue, unread_connection):
    before = len(glue.requests())
    with deployed.without("StartJobRunFunctionRole", "secretsmanager:GetSecretValue"):
        refused = call("POST", runs(unread_connection), {}, caller="root")
    problem = json.loads(refused.body)
    assert (refused.status, problem["code"]) == (500, "Internal")
    assert "secretsmanager:GetSecretValue" in problem["detail"]
    assert glue.called_since(before) == []
    assert call("POST", runs(unread_connection), {}, caller="root").status == 200


def test_read_connectionMayNotRead_isAccessDeniedAndNamesAction(call, unread_connection):
    started = call("POST", runs(unread_connection), {}, caller="root")
    run = json.loads(started.body)["jobRunId"]
    refused = call("GET", path_of("GetJobRun", unread_connection, name="summarize-orders", jobRunId=run), caller="root")
    problem = json.loads(refused.body)
    assert (refused.status, problem["code"]) == (403, "AccessDenied")
    assert "glue:GetJobRun" in problem["detail"]


def test_workflow_roleMayNotInvoke_taskFails(aws, stack, deployed, glue):
    machines = aws.client("stepfunctions")
    with deployed.without("RunJobRole", "lambda:InvokeFunction"):
        execution = machines.start_execution(
            stateMachineArn=stack.outputs["RunJobStateMachineArn"], input=json.dumps(marked("workflow"))
        )["executionArn"]
        # The workflow retries this error, so the test waits for the first attempt and stops the execution.
        failure = poll(lambda: first_failure(machines, execution), lambda found: found)
        machines.stop_execution(executionArn=execution)
        assert failure["error"] == "Lambda.AWSLambdaException"
        assert "lambda:InvokeFunction" in failure["cause"]
        assert starts_of("workflow", glue) == []


def marked(test):
    """A request that distinguishes its starts from those of other tests."""
    return REQUEST | {"args": {"--test": test}}


def starts_of(test, glue):
    return [start for start in glue.requests("StartJobRun") if start["body"].get("Arguments", {}).get("--test") == test]


def first_failure(machines, execution):
    events = machines.get_execution_history(executionArn=execution)["events"]
    return next((event["taskFailedEventDetails"] for event in events if event["type"] == "TaskFailed"), None)


def test_schedule_roleMayNotInvoke_startsNothing(operator, stack, deployed, glue):
    log = stack.folder / "logs/emulator.log"
    with deployed.without("ScheduleRole", "lambda:InvokeFunction"):
        schedule(operator, stack, "refused", marked("schedule"))
        poll(lambda: "Not delivered" in log.read_text(), lambda refused: refused)
    assert starts_of("schedule", glue) == []


def test_operator_hasNoGluePermission_denied(operator):
    client = operator.client("glue")
    with pytest.raises(client.exceptions.ClientError, match="glue:StartJobRun"):
        client.start_job_run(JobName="summarize-orders")
