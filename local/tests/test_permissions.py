"""The template's roles are what lets the doors open: without a permission the call fails and names it."""

import json
from contextlib import contextmanager

import pytest

from stack.demonstration import poll
from stack.seeding import allow, user
from tests.test_doors import REQUEST, execute, schedule

RUNS = "/connections/{}/jobs/summarize-orders/runs"


@contextmanager
def without_policy(aws, role, policy):
    """Takes an inline policy from the role whose name contains `role`, and gives it back."""
    iam = aws.client("iam")
    name = next(r["RoleName"] for r in iam.list_roles()["Roles"] if role in r["RoleName"])
    document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    iam.delete_role_policy(RoleName=name, PolicyName=policy)
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))


@pytest.fixture
def unread_connection(aws, stack, request):
    """A connection that no function has read and kept yet."""
    key = user(aws, f"glue-{request.node.name}"[:60], [allow(["glue:StartJobRun"], "*")])
    name = request.node.originalname.replace("_", "-")[:60]
    secret = json.dumps({"type": "accessKey"} | key)
    aws.client("secretsmanager").create_secret(Name=stack.outputs["ConnectionPrefix"] + name, SecretString=secret)
    return name


def test_start_roleMayNotReadSecret_isInternalAndNamesPermission(call, aws, glue, unread_connection):
    before = len(glue.requests())
    with without_policy(aws, "StartJobRunRole", "connections"):
        refused = call("POST", RUNS.format(unread_connection), {}, caller="root")
    problem = json.loads(refused.body)
    assert (refused.status, problem["code"]) == (500, "Internal")
    assert "secretsmanager:GetSecretValue" in problem["detail"]
    assert len(glue.requests()) == before
    assert call("POST", RUNS.format(unread_connection), {}, caller="root").status == 200


def test_read_connectionMayNotRead_isAccessDeniedAndNamesAction(call, unread_connection):
    started = call("POST", RUNS.format(unread_connection), {}, caller="root")
    path = f"{RUNS.format(unread_connection)}/{json.loads(started.body)['jobRunId']}"
    refused = call("GET", path, caller="root")
    problem = json.loads(refused.body)
    assert (refused.status, problem["code"]) == (403, "AccessDenied")
    assert "glue:GetJobRun" in problem["detail"]


def test_workflow_roleMayNotInvoke_fails(operator, aws, stack, glue):
    before = len(glue.requests("StartJobRun"))
    with without_policy(aws, "RunJobRole", "functions"):
        ended = execute(operator, stack, REQUEST)
    assert (ended["status"], ended["error"]) == ("FAILED", "Lambda.AWSLambdaException")
    assert "lambda:InvokeFunction" in ended["cause"]
    assert len(glue.requests("StartJobRun")) == before


def test_schedule_roleMayNotInvoke_startsNothing(operator, aws, stack, glue):
    before = len(glue.requests("StartJobRun"))
    log = stack.folder / "logs/emulator.log"
    with without_policy(aws, "ScheduleRole", "targets"):
        schedule(operator, stack, "refused", REQUEST)
        poll(lambda: "Not delivered" in log.read_text(), lambda refused: refused)
    assert len(glue.requests("StartJobRun")) == before


def test_operator_hasNoGluePermission_refused(operator):
    client = operator.client("glue")
    with pytest.raises(client.exceptions.ClientError, match="glue:StartJobRun"):
        client.start_job_run(JobName="summarize-orders")
