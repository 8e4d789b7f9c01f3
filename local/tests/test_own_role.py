"""Connections on the functions' own roles: used if the deployer allows them, with the roles' permissions from the template."""

import pytest

from glueconnector.smoke.waiting import poll
from stack.environment import ACCOUNT
from tests.actions import CASES, FIRST_CALLS, case
from tests.connections import EXTERNAL_ID, PARTNER

KINDS = {"executionRole": ACCOUNT, "assumeRole": PARTNER}


@pytest.fixture(scope="module")
def connection(connections):
    """Stores a connection of a kind that no function has used; the partner's role trusts the principals that the guide allows."""
    account = f"arn:aws:iam::{ACCOUNT}"
    trusted = {
        "StringEquals": {"sts:ExternalId": EXTERNAL_ID},
        "ArnLike": {"aws:PrincipalArn": f"{account}:role/glue-connector/*"},
    }
    role = connections.role("glue-without-key", PARTNER, {"AWS": f"{account}:root"}, trusted)
    secrets = {
        "executionRole": {"type": "executionRole"},
        "assumeRole": {"type": "assumeRole", "roleArn": role, "externalId": EXTERNAL_ID},
    }
    return lambda kind, name, **other: connections.store(f"{name}-{kind}", secrets[kind] | other)


@pytest.fixture(scope="module")
def kinds(connection):
    return {kind: connection(kind, "own-role") for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", CASES)
def test_optedIn_action_returnsTheRightResult(action, kind, kinds, opted_in, doors, things, counts):
    def invoke(other, fields):
        return doors.invoke(opted_in.function(other), fields | {"connection": kinds[kind]}).answered()

    asked = case(action, things(KINDS[kind]), invoke)
    answer = invoke(action, asked.fields)
    assert asked.holds(answer), answer
    assert asked.took_effect()
    counts["actions x kinds of connections on the functions' own roles"] += 1


@pytest.fixture(scope="module")
def invoke(opted_in, doors):
    """Calls a function of the second stack. Functions that only workflows call have no output, so their alias is derived."""

    def call(function, fields):
        return doors.invoke(opted_in.function("ListJobs").replace("-ListJobs:", f"-{function}:"), fields)

    return call


@pytest.mark.parametrize("kind", KINDS)
def test_optedIn_endOfARetriedRun_isReported(kind, kinds, invoke, things):
    run = {"connection": kinds[kind], "name": things(KINDS[kind]).job(retries=1)}
    assert invoke("GetWaitPlan", {"connection": kinds[kind]}).answered()["account"] == KINDS[kind]
    fails = {"--demo-seconds": "1", "--demo-outcome": "FAILED"}
    run |= {"jobRunId": invoke("StartJobRun", run | {"args": fails}).answered()["jobRunId"]}
    ended = poll(lambda: invoke("GetJobRunEnd", run).answered(), lambda it: it["progress"] == "ended")
    assert (ended["state"], ended["jobRunId"] != run["jobRunId"]) == ("FAILED", True)
    assert [it["text"] for it in ended["logs"]["lines"]] == [ended["errorMessage"]]


@pytest.mark.parametrize("kind", KINDS)
def test_optedIn_endOfACrawl_isReported(kind, kinds, invoke, things):
    name = things(KINDS[kind]).crawler(seconds="1")
    crawl = {"connection": kinds[kind], "name": name, "idempotencyKey": f"crawl of {name}"}
    invoke("StartCrawler", crawl).answered()
    ended = poll(lambda: invoke("GetCrawlEnd", crawl).answered(), lambda it: it["progress"] == "ended")
    assert ended["state"] == "COMPLETED"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("action", "look"), [("StartJobRun", "GetJobRuns"), ("StartCrawler", "ListCrawls")])
def test_optedIn_startInDoubt_isSettled(action, look, kind, kinds, invoke, things, faults, glue):
    own = things(KINDS[kind])
    name = own.job() if action == "StartJobRun" else own.crawler()
    start = {"connection": kinds[kind], "name": name, "idempotencyKey": f"in doubt {name}"}
    faults(action, "resetAfter")
    faults(look, "failureBefore", status=500, times=20)
    assert invoke(action, start).failed()["code"] == "OutcomeUnknown"
    glue.no_faults()
    sought = {"connection": kinds[kind], "idempotencyKey": start["idempotencyKey"]}
    settled = poll(lambda: invoke("GetSettledStart", sought).answered(), lambda it: it["state"] == "started")
    assert settled["name"] == name


@pytest.mark.parametrize("kind", KINDS)
def test_optedIn_startInDoubtAndRunsListedWithoutArguments_isFoundByGettingTheRun(kind, kinds, invoke, things, faults, glue):
    own = things(KINDS[kind])
    start = {"connection": kinds[kind], "name": own.job(), "idempotencyKey": "found"}
    faults("StartJobRun", "resetAfter")
    faults("GetJobRuns", "withoutArguments", times=20)
    assert invoke("StartJobRun", start).answered()["jobRunId"] == own.runs(start["name"])[0]
    other = start | {"name": own.job(), "idempotencyKey": "found later"}
    glue.no_faults()
    faults("StartJobRun", "resetAfter")
    faults("GetJobRuns", "failureBefore", status=500, times=20)
    assert invoke("StartJobRun", other).failed()["code"] == "OutcomeUnknown"
    glue.no_faults()
    faults("GetJobRuns", "withoutArguments", times=20)
    sought = {it: other[it] for it in ("connection", "idempotencyKey")}
    settled = poll(lambda: invoke("GetSettledStart", sought).answered(), lambda it: it["state"] == "started")
    assert settled["name"] == other["name"]


@pytest.mark.parametrize("kind", KINDS)
def test_optedIn_stopOfARunThatHasEnded_isReported(kind, kinds, invoke, things):
    own = things(KINDS[kind])
    job = own.job(seconds="0")
    run = {"connection": kinds[kind], "name": job, "jobRunId": own.run(job)}
    poll(lambda: invoke("GetJobRunEnd", run).answered(), lambda it: it["progress"] == "ended")
    (told,) = invoke("StopJobRun", {"connection": kinds[kind], "name": job, "jobRunIds": [run["jobRunId"]]}).answered()["results"]
    assert told["outcome"] == "alreadyEnded"


@pytest.mark.parametrize("kind", KINDS)
def test_optedIn_startOfABusyCrawler_adoptsItsCrawl(kind, kinds, invoke, things):
    own = things(KINDS[kind])
    name = own.crawler()
    own.glue.start_crawler(Name=name)
    started = invoke("StartCrawler", {"connection": kinds[kind], "name": name, "ifRunning": "adopt"}).answered()
    assert started["outcome"] == "adopted"


@pytest.mark.parametrize(
    ("kind", "session"),
    [
        ("executionRole", f"arn:aws:sts::{ACCOUNT}:assumed-role/glue-connector-second-TestConnectionFunctionRole-"),
        ("assumeRole", f"arn:aws:sts::{PARTNER}:assumed-role/glue-without-key/glue-connector-TestConnection-"),
    ],
)
def test_optedIn_testConnection_namesTheRole(kind, session, kinds, opted_in, doors):
    answer = doors.invoke(opted_in.function("TestConnection"), {"connection": kinds[kind]}).answered()
    assert answer["arn"].startswith(session)


@pytest.mark.parametrize("action", [it for it in CASES if it not in ("GetStart", "TestConnection")])
def test_optedIn_roleWithoutItsGluePolicy_isAccessDenied(action, kinds, opted_in, doors, things):
    asked = case(action, things(), None)
    with opted_in.without(f"{action}FunctionRole", f"glue:{FIRST_CALLS.get(action, action)}"):
        problem = doors.invoke(opted_in.function(action), asked.fields | {"connection": kinds["executionRole"]}).failed()
    assert (problem["code"], "glue:" in problem["detail"]) == ("AccessDenied", True), problem


def test_optedIn_roleMayNotAssume_isAccessDenied(connection, opted_in, doors):
    name = connection("assumeRole", "not-assumed")
    with opted_in.without("ListJobsFunctionRole", "sts:AssumeRole"):
        problem = doors.invoke(opted_in.function("ListJobs"), {"connection": name}).failed()
    assert (problem["code"], "sts:AssumeRole" in problem["detail"]) == ("AccessDenied", True), problem


def test_optedIn_externalIdNotTheRequiredOne_isAccessDenied(connection, opted_in, doors):
    name = connection("assumeRole", "wrong-id", externalId="somebody-else-0815/Xy3Kd8")
    problem = doors.invoke(opted_in.function("ListJobs"), {"connection": name}).failed()
    assert (problem["code"], "External ID" in problem["detail"]) == ("AccessDenied", True), problem


@pytest.mark.parametrize("kind", KINDS)
def test_notOptedIn_sameConnection_isRejectedWithAHint(kind, kinds, doors, glue):
    before = len(glue.requests())
    problem = doors.direct("ListJobs", {"connection": kinds[kind]}).failed()
    assert (problem["status"], problem["code"]) == (422, "ConnectionInvalid")
    assert "AllowExecutionRoleConnections=true" in problem["detail"]
    assert glue.called_since(before) == []
