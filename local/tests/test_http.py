"""The HTTP door: which callers are admitted, what is returned, and that invalid input never reaches Glue."""

import json

import pytest

from stack.openapi import path_of

JOB = "summarize-orders"
ARN = "arn%3Aaws%3Aglue%3Aeu-west-1%3A000000000000%3Ajob%2Fx"
RUNS = path_of("StartJobRun", name=JOB)


def test_start_and_read_run_succeeds(call, ended_run):
    started = call("POST", RUNS, {"args": {"--group-by": "country"}})
    assert started.status == 200
    job_run_id = json.loads(started.body)["jobRunId"]
    assert ended_run(JOB, job_run_id)["JobRunState"] == "SUCCEEDED"

    read = call("GET", path_of("GetJobRun", name=JOB, jobRunId=job_run_id))
    assert read.status == 200
    run = json.loads(read.body)["jobRun"]
    assert (run["id"], run["jobRunState"], run["arguments"]["--group-by"]) == (job_run_id, "SUCCEEDED", "country")


def test_start_outputOfScript_isKept(call, ended_run, glue):
    job_run_id = json.loads(call("POST", RUNS, {}).body)["jobRunId"]
    ended_run(JOB, job_run_id)
    assert "12 orders in 4 groups written to" in glue.output(job_run_id)


@pytest.mark.parametrize(
    ("caller", "path", "status"),
    [
        pytest.param(None, RUNS, 403, id="unsigned_refused"),
        pytest.param("caller", RUNS, 200, id="seededCaller_allowed"),
        pytest.param("stranger", RUNS, 403, id="callerWithoutPermission_refused"),
        pytest.param("team-a", RUNS, 403, id="callerOfAnotherConnection_refused"),
        pytest.param("team-a", path_of("StartJobRun", "team-a", name=JOB), 200, id="callerOfTheConnection_allowed"),
        pytest.param("caller", path_of("StartJobRun", "team-a", name=JOB), 200, id="callerOfAllConnections_allowed"),
        pytest.param("team-a", path_of("StartJobRun", "team%2Da", name=JOB), 403, id="connectionEncoded_refusedByIam"),
    ],
)
def test_start(call, glue, caller, path, status):
    before = len(glue.requests("StartJobRun"))
    answer = call("POST", path, {}, caller=caller)
    assert answer.status == status
    assert len(glue.requests("StartJobRun")) - before == (1 if status == 200 else 0)
    if status == 403:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.body)["code"] == "AccessDenied"


def test_start_wrongSecretKey_denied(stack, call, glue):
    stack.callers["forger"] = stack.callers["caller"] | {"secretAccessKey": "0" * 40}
    before = len(glue.requests())
    assert call("POST", RUNS, {}, caller="forger").status == 403
    assert glue.called_since(before) == []


def test_start_jobOfOtherAccount_usesItsOwnState(call, glue, stack):
    answer = call("POST", path_of("StartJobRun", "team-a", name=JOB), {}, caller="team-a")
    job_run_id = json.loads(answer.body)["jobRunId"]
    not_here = call("GET", path_of("GetJobRun", name=JOB, jobRunId=job_run_id))
    assert (not_here.status, json.loads(not_here.body)["code"]) == (404, "NotFound")


def test_start_nameWithSpaceAndPercent_isDecodedOnce(call, aws):
    aws.client("glue").create_job(
        Name="to 100%", Role="glue-jobs", Command={"Name": "glueetl", "ScriptLocation": "s3://scripts/x.py"}
    )
    assert call("POST", path_of("StartJobRun", name="to%20100%25"), {}).status == 200


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        pytest.param(RUNS, {"colour": "red"}, "colour", id="unknownField"),
        pytest.param(RUNS, {"maxCapacity": 2, "workerType": "G.1X", "numberOfWorkers": 2}, "maxCapacity", id="exclusiveFields"),
        pytest.param(RUNS, {"timeoutMinutes": "ten"}, "timeoutMinutes", id="wrongType"),
        pytest.param(RUNS, {"timeoutMinutes": 10080}, "timeoutMinutes", id="outOfBounds"),
        pytest.param(RUNS, {"region": "us-east-99"}, "region", id="regionGlueDoesNotServe"),
        pytest.param(RUNS, {"region": "x@attacker.example/#"}, "region", id="hostileRegion"),
        pytest.param(RUNS, {"idempotencyKey": "a"}, "idempotencyKey", id="idempotencyKeyInBody"),
        pytest.param(RUNS, {"secretAccessKey": "x"}, "secretAccessKey", id="keysInRequest"),
        pytest.param(RUNS, '{"args": ', "JSON", id="malformedJson"),
        pytest.param(RUNS, '["args"]', "object", id="notAnObject"),
        pytest.param(path_of("StartJobRun", name=ARN), {}, "name", id="arnAsName"),
        pytest.param(path_of("StartJobRun", name="a%2Fb"), {}, "name", id="slashInName"),
    ],
)
def test_start_badInput_isNamedAndNeverReachesGlue(call, glue, path, body, named):
    before = len(glue.requests())
    answer = call("POST", path, body)
    problem = json.loads(answer.body)
    assert (answer.status, problem["code"]) == (400, "InvalidRequest")
    assert named in problem["detail"]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == 400
    assert problem["requestId"]
    assert problem["retryable"] is False
    assert glue.called_since(before) == []


def test_start_bodyOver64KB_rejected(call, glue):
    before = len(glue.requests())
    answer = call("POST", RUNS, {"args": {"--text": "x" * 66_000}})
    assert (answer.status, json.loads(answer.body)["code"]) == (413, "PayloadTooLarge")
    assert glue.called_since(before) == []


def test_start_connectionEncoded_rejectedByTheFunctionToo(call, glue):
    """The root passes IAM, so only the function's own check remains."""
    before = len(glue.requests())
    answer = call("POST", path_of("StartJobRun", "def%61ult", name=JOB), {}, caller="root")
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "InvalidRequest")
    assert "connection" in json.loads(answer.body)["detail"]
    assert glue.called_since(before) == []


@pytest.mark.parametrize(
    ("secret", "status", "code"),
    [
        pytest.param(None, 404, "ConnectionNotFound", id="missing"),
        pytest.param('{"type": "accessKey", "accessKeyId": "AKIAHALFFILLED000001"}', 422, "ConnectionInvalid", id="halfFilled"),
        pytest.param("not JSON, with a s3cret in it", 422, "ConnectionInvalid", id="unreadable"),
        pytest.param('{"type": "executionRole"}', 422, "ConnectionInvalid", id="ownRoleNotAllowed"),
    ],
)
def test_start_connectionWrong_rejectedWithoutEcho(call, aws, stack, glue, secret, status, code, request):
    name = f"broken-{request.node.callspec.id}"
    if secret:
        secret_name = stack.outputs["ConnectionPrefix"] + name
        aws.client("secretsmanager").create_secret(Name=secret_name, SecretString=secret)
    before = len(glue.requests())
    answer = call("POST", path_of("StartJobRun", name, name=JOB), {}, caller="root")
    assert (answer.status, json.loads(answer.body)["code"]) == (status, code)
    assert "s3cret" not in answer.body
    assert "AKIAHALFFILLED000001" not in answer.body
    assert glue.called_since(before) == []


def test_start_missingJob_isNotFound(call):
    answer = call("POST", path_of("StartJobRun", name="no-such-job"), {})
    assert (answer.status, json.loads(answer.body)["code"]) == (404, "NotFound")


def test_routes_unknownPath_rejectedAsProblem(call):
    answer = call("GET", "/nowhere", caller="root")
    assert answer.status == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
