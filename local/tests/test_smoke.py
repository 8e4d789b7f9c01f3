"""bin/smoke and its use in bin/run: green on a healthy stack, red on any fault, and read-only by default."""

import json
import re
import socket
import subprocess
import uuid
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import HTTPClientError as BotoConnectionError

from demonstration import all_actions
from demonstration.lost_answers import MARK, LostAnswers
from glueconnector.smoke.reads import LISTS, READS_OF_ONE
from glueconnector.smoke.verdicts import Verdicts
from glueconnector.smoke.waiting import poll
from stack.aws import Aws
from stack.environment import for_running
from stack.folders import ROOT
from stack.openapi import ROUTES
from stack.releasing import DEVELOPMENT
from stack.running import STACK_NAME
from stack.seeding import CRAWLER, ON_DEMAND_TRIGGER, SCHEDULED_TRIGGER, SPARK_JOB, allow, user
from tests.actions import FIRST_CALLS
from tests.inbox import Inbox
from tests.waits import TELLING_ONCE

# Per stack: the requests that are denied to everyone, and an ARN as a name.
REFUSALS = 5
# Per connection: TestConnection, GetStart and the calls to Glue.
READS = 2 + len(LISTS) + len(READS_OF_ONE)
EVERYTHING = [
    *("--job", SPARK_JOB, "--arguments", '{"--demo-seconds": "1"}', "--crawler", CRAWLER),
    *("--trigger", ON_DEMAND_TRIGGER, "--trigger", SCHEDULED_TRIGGER, "--minutes", "1"),
]


@pytest.fixture
def smoke(stack):
    """Runs bin/smoke against the stack with a key pair in the environment, one of the places where the AWS CLI looks."""

    def run(*options, key=stack.callers["operator"]):
        credentials = {"AWS_ACCESS_KEY_ID": key["accessKeyId"], "AWS_SECRET_ACCESS_KEY": key["secretAccessKey"]}
        which = ["--stack-name", STACK_NAME, "--region", "eu-west-1", "--endpoint-url", stack.endpoint]
        return ended(*which, *options, environment=for_running("http://127.0.0.1:1") | credentials)

    return run


def ended(*options, environment):
    words = [str(word) for word in (ROOT / "bin/smoke", *options)]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300)


def counted(checks, failed):
    return f"{checks} checks: {checks - failed} passed, {failed} failed"


def failed_rows(answer):
    return [row for row in answer.stdout.splitlines() if " FAILED " in row]


def test_smoke_mayStartNothing_onlyReads(smoke, glue):
    before = len(glue.requests())
    answer = smoke("--connection", "default", "team-a")
    assert (answer.returncode, failed_rows(answer)) == (0, []), answer.stdout + answer.stderr
    called = {request["operation"] for request in glue.requests()[before:]}
    assert called == {FIRST_CALLS.get(it, it) for it in (*LISTS, *READS_OF_ONE)}
    assert "assumed-role/glue-connector of account 222222222222" in answer.stdout
    assert answer.stdout.rstrip().splitlines()[-1].strip().startswith(counted(REFUSALS + 2 * READS, failed=0))


def test_smoke_notify_sendsAMessageToTheTopic(smoke, aws):
    answer = smoke("--notify")
    assert (answer.returncode, failed_rows(answer)) == (0, []), answer.stdout + answer.stderr
    inbox = Inbox(aws)
    poll(lambda: inbox.messages("Nothing failed."), lambda found: len(found) == 1)


def test_smoke_notifyWithATopicThatRefuses_fails(smoke, deployed, waits):
    with waits.altered("TellEnds", TELLING_ONCE), deployed.without("TellEndsRole", "sns:Publish"):
        answer = smoke("--notify")
    assert answer.returncode == 1
    assert "SNS.AuthorizationErrorException" in failed_rows(answer)[-1]


def test_smoke_mayStartAll_checksEveryActionOverBothConnections(smoke, glue, stack, tmp_path):
    before = len(glue.requests())
    answer = smoke("--connection", "default", "team-a", *EVERYTHING, "--evidence", tmp_path / "evidence.json")
    assert (answer.returncode, failed_rows(answer)) == (0, []), answer.stdout + answer.stderr
    starts = [request for request in glue.requests()[before:] if request["operation"] == "StartJobRun"]
    assert len(starts) == 2 * 3 + 3, "per connection: one to end, to stop and by RunJob; over both: two by RunFleet, one to abort"
    rows = answer.stdout.splitlines()
    assert next(row for row in rows if "StartJobRun" in row and "an ARN" not in row).split()[1:7] == (
        ["StartJobRun:", "a", "given", "argument", "comes", "back"]
    ), "the first check of a job"
    for connection in ("default", "team-a"):
        seen = {row.split()[1].rstrip(":,") for row in rows if row.strip().startswith(connection)}
        actions = set(ROUTES) | {"RunJob"}
        assert actions <= seen
    assert "2 SUCCEEDED, over default and team-a" in answer.stdout
    assert "RunJob aborted: its run is stopped" in answer.stdout
    shows_what_happened((tmp_path / "evidence.json").read_text(), answer, stack)


def shows_what_happened(text, answer, stack):
    """The evidence has what the table shows, and the versions and cold starts, but no secret and no account number."""
    evidence = json.loads(text)
    assert evidence["versions"].keys() == {"connector", "botocore", "python"}
    assert evidence["versions"]["connector"] == DEVELOPMENT
    assert evidence["functions"].keys() == ROUTES.keys()
    assert {it["Version"] for it in evidence["functions"].values()} == {"1"}
    assert {it["version"] for it in evidence["coldStarts"]} == {DEVELOPMENT}
    assert len(evidence["checks"]) == len([row for row in answer.stdout.splitlines() if " passed  " in row])
    assert all(it["passed"] and it["seconds"] >= 0 for it in evidence["checks"])
    assert "account-1" in text
    for key in stack.callers.values():
        assert key["accessKeyId"] not in text
        assert key["secretAccessKey"] not in text
    assert re.findall(r"(?<!\w)\d{12}(?!\w)", text) == []


def test_smoke_jobThatRunsOnceAtATime_isGreen(smoke, aws):
    command = {"Name": "glueetl", "ScriptLocation": "s3://scripts/x.py"}
    aws.client("glue").create_job(Name="one-at-a-time", Role="glue-jobs", Command=command)
    answer = smoke("--job", "one-at-a-time", "--arguments", '{"--demo-seconds": "0"}')
    assert (answer.returncode, failed_rows(answer)) == (0, []), answer.stdout
    assert "Glue shows none in a run without arguments either" in answer.stdout


def test_smoke_connectionWithoutSecret_isRed(smoke):
    answer = smoke("--connection", "default", "nowhere")
    assert answer.returncode == 1
    assert [row.split()[:2] for row in failed_rows(answer)[:2]] == [["nowhere", "TestConnection"], ["nowhere", "ListJobs,"]]
    assert "expected 200 as application/json, but got 404 ConnectionNotFound" in failed_rows(answer)[0]
    assert counted(REFUSALS + 2 * READS, failed=READS - 1) in answer.stdout, "GetStart reads no secret"
    assert "FAILED  TestConnection, over HTTP and connection nowhere" in answer.stdout


def test_smoke_callerWithoutPermission_isRed(smoke, aws, tmp_path):
    may_look = allow(["cloudformation:DescribeStacks"], "*")
    answer = smoke("--evidence", tmp_path / "evidence.json", key=user(aws, "looks-only", [may_look]))
    assert answer.returncode == 1
    # Each failed check has its row, and is repeated at the end.
    rows = failed_rows(answer)
    functions, logs = rows[-2:]
    assert counted(REFUSALS + READS + 2, failed=2 + READS + 2) in answer.stdout, (
        "only the requests that are denied to everyone pass"
    )
    assert len([row for row in rows if "execute-api:Invoke" in row]) == 2 * (2 + READS)
    assert "lambda:GetFunctionConfiguration" in functions
    assert "logs:FilterLogEvents" in logs
    evidence = json.loads((tmp_path / "evidence.json").read_text())
    assert (evidence["functions"], evidence["coldStarts"]) == (None, None)
    assert len([it for it in evidence["checks"] if not it["passed"]]) == 2 + READS + 2


def test_smoke_callerMayNotDescribeTheStack_failsWithAMessage(smoke, stack):
    answer = smoke(key=stack.callers["stranger"])
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "cloudformation:DescribeStacks" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_smoke_connectionMayNotList_passesAsReported(smoke, aws, stack):
    key = user(aws, "lists-jobs-only", [allow(["glue:ListJobs", "glue:GetJobRun"], "*")])
    secret = json.dumps({"type": "accessKey"} | key)
    aws.client("secretsmanager").create_secret(Name=stack.outputs["ConnectionPrefix"] + "jobs-only", SecretString=secret)
    answer = smoke("--connection", "jobs-only")
    assert (answer.returncode, failed_rows(answer)) == (0, []), answer.stdout
    assert "may ListJobs\n" in answer.stdout
    assert answer.stdout.count("403 AccessDenied, as TestConnection reported") == 2


def test_smoke_jobThatFails_isRedWithItsReason(smoke):
    arguments = json.dumps({"--demo-seconds": "0", "--demo-outcome": "FAILED", "--demo-message": "no orders today"})
    answer = smoke("--job", SPARK_JOB, "--arguments", arguments)
    assert answer.returncode == 1
    assert [row.split()[1:3] for row in failed_rows(answer)[:1]] == [["GetJobRun:", "until"]]
    assert "the run ended as FAILED: no orders today" in answer.stdout
    assert "StopJobRun  " not in answer.stdout, "the first failed check of a job ends them"


@pytest.mark.parametrize("option", ["--job", "--crawler", "--trigger"])
def test_smoke_thingThatDoesNotExist_isRed(smoke, option):
    answer = smoke(option, "no-such-thing")
    assert answer.returncode == 1
    assert len([row for row in failed_rows(answer) if "404 NotFound" in row and "no-such-thing" in row]) == 2


def test_smoke_endpointOfTheEnvironment_isUsed():
    """As in the AWS CLI. Nothing listens there, so no request went anywhere else."""
    answer = ended("--stack-name", "x", "--region", "eu-west-1", environment=for_running("http://127.0.0.1:9"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "http://127.0.0.1:9" in answer.stderr


def test_line_losing_resetsTheConnectionAfterTheEffect(stack, glue):
    before = len(glue.requests("ListTriggers"))
    client = Aws(stack.line.url).client("glue")
    assert client.list_triggers()["TriggerNames"]
    with stack.line.losing("ListTriggers"):
        with pytest.raises(BotoConnectionError):
            client.list_triggers()
        assert client.list_jobs()["JobNames"], "other operations go through"
    assert client.list_triggers()["TriggerNames"]
    assert len(glue.requests("ListTriggers")) - before == 3


def test_line_losing_endsInReset(stack):
    with stack.line.losing("ListTriggers"), socket.create_connection(urlsplit(stack.line.url).netloc.split(":")) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSGlue.ListTriggers\r\nContent-Length: 2\r\n\r\n{}")
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_lostAnswers_oneKeyFiveTimes_oneRun(stack, glue, capsys):
    before = len(glue.requests("StartJobRun"))
    verdicts = Verdicts()
    LostAnswers(stack, all_actions.as_caller(stack, stack.callers["operator"]), verdicts, f"test/{uuid.uuid4()}").run()
    assert verdicts.conclude(), capsys.readouterr().out
    assert len(glue.requests("StartJobRun")) - before == 1


def test_lostAnswers_secondRun_isRed(stack, aws, ended_run, capsys):
    key = f"test/{uuid.uuid4()}"
    arguments = {"--demo-seconds": "0", MARK: key}
    ended_run(SPARK_JOB, aws.client("glue").start_job_run(JobName=SPARK_JOB, Arguments=arguments)["JobRunId"])
    verdicts = Verdicts()
    LostAnswers(stack, all_actions.as_caller(stack, stack.callers["operator"]), verdicts, key).run()
    assert not verdicts.conclude()
    assert "expected 1, but got 2" in capsys.readouterr().out
