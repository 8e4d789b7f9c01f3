"""Roles of connections: IAM checks trust policy and External ID, and the stack rejects what it did not opt in to."""

import json

import pytest

from stack.environment import ACCOUNT
from tests.connections import EXTERNAL_ID, PARTNER

WRONG = "somebody-else-0815/Xy3Kd8"


def refusal(doors, connection, door="http", action="ListJobs"):
    return doors.through(door, action, {"connection": connection.name}).failed()


@pytest.mark.parametrize("door", ["http", "direct", "machine"])
@pytest.mark.parametrize("sent", [pytest.param(WRONG, id="wrong"), pytest.param(None, id="missing")])
def test_externalId_notTheRequiredOne_isAccessDeniedThatNamesNeither(doors, connections, glue, door, sent):
    connection = connections.assume_role(f"id-{'wrong' if sent else 'missing'}-{door}", sent_id=sent)
    before = len(glue.requests())
    problem = refusal(doors, connection, door)
    assert (problem["status"], problem["code"], problem["retryable"]) == (403, "AccessDenied", False)
    assert "sts:AssumeRole" in problem["detail"]
    assert connection.name in problem["detail"]
    assert "trust policy" in problem["detail"]
    assert "External ID" in problem["detail"]
    assert EXTERNAL_ID not in json.dumps(problem)
    assert WRONG not in json.dumps(problem)
    assert glue.called_since(before) == []


@pytest.mark.parametrize("account", [pytest.param(ACCOUNT, id="ownAccount"), pytest.param(PARTNER, id="otherAccount")])
def test_externalId_right_usesTheRolesAccount(doors, connections, things, glue, account):
    connection = connections.assume_role(f"id-right-{account}", account=account)
    job = things(account).job()
    started = doors.http("StartJobRun", {"connection": connection.name, "name": job}).answered()
    assert things(account).runs(job) == [started["jobRunId"]]
    tested = doors.http("TestConnection", {"connection": connection.name}).answered()
    assert tested["account"] == account
    session = f"arn:aws:sts::{account}:assumed-role/glue-{connection.name}/glue-connector-TestConnection-"
    assert tested["arn"].startswith(session)


def test_trustPolicy_namesAnotherUser_isAccessDenied(doors, connections, aws):
    connection = connections.assume_role("not-trusted")
    stranger = connections.assume_role("another-base").secret
    name = connections.store("borrowed-role", stranger | {"roleArn": connection.secret["roleArn"]})
    problem = doors.http("ListJobs", {"connection": name}).failed()
    assert (problem["code"], "trust policy" in problem["detail"]) == ("AccessDenied", True)


def test_testConnection_roleOpenWithoutExternalId_warns(doors, connections):
    connection = connections.assume_role("open-role", required_id=None)
    (warning,) = doors.http("TestConnection", {"connection": connection.name}).answered()["warnings"]
    assert "without an External ID" in warning
    assert "sts:ExternalId" in warning


def test_testConnection_roleAsksForExternalId_doesNotWarn(doors, connections):
    connection = connections.assume_role("closed-role")
    assert doors.http("TestConnection", {"connection": connection.name}).answered()["warnings"] == []


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param({"type": "executionRole"}, id="executionRole"),
        pytest.param(
            {"type": "assumeRole", "roleArn": f"arn:aws:iam::{PARTNER}:role/glue-partner-role", "externalId": EXTERNAL_ID},
            id="assumeRoleWithoutKeyPair",
        ),
    ],
)
def test_ownRole_notOptedIn_isRejectedWithAHint(doors, connections, kinds, glue, secret, request):
    name = connections.store(request.node.callspec.id, secret)
    before = len(glue.requests())
    for action in ("ListJobs", "StartCrawler", "TestConnection"):
        fields = {"connection": name} | ({"name": "x"} if action == "StartCrawler" else {})
        problem = doors.direct(action, fields).failed()
        assert (problem["status"], problem["code"]) == (422, "ConnectionInvalid")
        assert "AllowExecutionRoleConnections=true" in problem["detail"]
    assert glue.called_since(before) == []
