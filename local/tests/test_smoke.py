"""bin/smoke and its use in bin/run: green on a healthy stack, red on any fault, and read-only by default."""

import json
import re
import socket
import subprocess
import uuid
from urllib.parse import urlsplit

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import HTTPClientError as BotoConnectionError

from demonstration import all_actions
from demonstration.lost_answers import MARK, LostAnswers
from smoke.checks import VALUES
from smoke.connection import PROBLEM, refused, seconds_to_wait, succeeded
from smoke.evidence import harmless, is_cold_start, parsed
from smoke.job_runs import START_TOKEN, JobRuns
from smoke.reads import LISTS, READS_OF_ONE
from smoke.run import MayStart
from smoke.verdicts import Verdicts
from stack.aws import Aws
from stack.environment import for_running
from stack.folders import ROOT
from stack.openapi import ROUTES, required_fields
from stack.processes import Failed
from stack.releasing import DEVELOPMENT
from stack.running import STACK_NAME
from stack.seeding import CRAWLER, ON_DEMAND_TRIGGER, SCHEDULED_TRIGGER, SPARK_JOB, allow, user
from stack.signing import Answer
from stack.waiting import poll
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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--endpoint-url", "https://glue.example"], "http://127.0.0.1:PORT", id="foreignEndpoint"),
        pytest.param(["--arguments", "{"], "not JSON", id="argumentsNotJson"),
        pytest.param(["--arguments", '{"--n": 1}'], "object of strings", id="argumentsNotTexts"),
        pytest.param(["--minutes", "soon"], "a whole number of 1 or more", id="minutesNotANumber"),
        pytest.param(["--arguments", '{"--n": "1"}'], "--job", id="argumentsWithoutJob"),
        pytest.param(["--evidence", __file__], "expected a new file in an existing folder", id="evidenceThatExists"),
        pytest.param(["--evidence", "/no/such/folder/x"], "expected a new file in an existing folder", id="evidenceInNoFolder"),
    ],
)
def test_smoke_wrongOption_namesTheExpectedValue(options, message):
    which = ["--stack-name", "x", "--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:9"]
    answer = ended(*which, *options, environment=for_running("http://127.0.0.1:1"))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert message in answer.stderr


def test_smoke_endpointOfTheEnvironment_isUsed():
    """As in the AWS CLI. Nothing listens there, so no request went anywhere else."""
    answer = ended("--stack-name", "x", "--region", "eu-west-1", environment=for_running("http://127.0.0.1:9"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "http://127.0.0.1:9" in answer.stderr


def test_values_existForEveryFieldThatAnActionRequires():
    assert set().union(*map(required_fields, ROUTES)) == VALUES.keys() | {"connection"}


def test_harmless_accountsAndKeys_areReplaced():
    credentials = Credentials("ASIAOWNOWNOWNOWNOWN1", "own/secret+key", "own-token")
    text = (
        '{"a": "arn:aws:sts::111122223333:assumed-role/x of 444455556666", "b": "111122223333", "c": "ASIAOWNOWNOWNOWNOWN1",'
        ' "d": "own/secret+key own-token AROAIDENTIFIER123456:x", "e": 1764495000123, "f": "jr_1234567890123456"}'
    )
    assert json.loads(harmless(text, credentials)) == {
        "a": "arn:aws:sts::account-1:assumed-role/x of account-2",
        "b": "account-1",
        "c": "***",
        "d": "*** *** AROA***:x",
        "e": 1764495000123,
        "f": "jr_1234567890123456",
    }


@pytest.mark.parametrize(
    ("message", "counts"),
    [
        ('{"message": "cold start", "version": "1.0.0"}', True),
        ('{"type": "platform.report", "record": {"metrics": {"durationMs": 5.0, "initDurationMs": 400.0}}}', True),
        ('{"type": "platform.report", "record": {"metrics": {"durationMs": 5.0, "restoreDurationMs": 90.0}}}', True),
        ('{"type": "platform.report", "record": {"metrics": {"durationMs": 5.0}}}', False),
        ('{"outcome": "ok", "record": "x"}', False),
        ("START RequestId: x", False),
        ("[1]", False),
    ],
)
def test_coldStart_isToldFromOtherLines(message, counts):
    assert is_cold_start(parsed(message)) == counts


def problem(status=404, code="NotFound", content_type=PROBLEM, **members):
    document = {"type": "t", "title": "t", "status": status, "detail": "d", "code": code, "requestId": "r"}
    return Answer(status, {"content-type": content_type}, json.dumps(document | {"retryable": False} | members))


def test_refused_problemDocument_isReturned():
    assert refused(problem(), 404, "NotFound")["detail"] == "d"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(problem(status=403), id="otherStatus"),
        pytest.param(problem(code="Internal"), id="otherCode"),
        pytest.param(problem(content_type="application/json"), id="otherType"),
        pytest.param(Answer(404, {"Content-Type": PROBLEM}, '{"message": "Not found"}'), id="notAProblemDocument"),
        pytest.param(Answer(200, {"Content-Type": "application/json"}, "{}"), id="notRefused"),
    ],
)
def test_refused_anythingElse_fails(answer):
    with pytest.raises(Failed, match="expected"):
        refused(answer, 404, "NotFound")


def test_succeeded_htmlPage_fails():
    with pytest.raises(Failed, match="but got 200 as text/html: <html>"):
        succeeded(Answer(200, {"Content-Type": "text/html"}, "<html>"))


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        pytest.param(problem(409, "ConcurrentRunsExceeded", retryable=True, retryAfterSeconds=10), 10, id="worthWaiting"),
        pytest.param(problem(404, retryAfterSeconds=10), None, id="neverBetter"),
        pytest.param(Answer(200, {"Content-Type": "application/json"}, "{}"), None, id="succeeded"),
    ],
)
def test_secondsToWait(answer, seconds):
    assert seconds_to_wait(answer) == seconds


class Runs:
    """A connection and its stack. The job's runs have the arguments that a test gives, depending on whether the start had any."""

    name = "fake"

    def __init__(self, with_arguments, without, same_key="jr_first"):
        self._arguments = {"jr_first": with_arguments, "jr_plain": without}
        self._same_key = same_key
        self._started = []
        self.stack = self
        self.outputs = {"RunJobStateMachineArn": "arn"}

    def start(self, *_, idempotencyKey, **fields):
        replayed = idempotencyKey in self._started
        self._started.append(idempotencyKey)
        run = "jr_first" if "args" in fields else "jr_plain"
        return {"jobRunId": self._same_key if replayed else run, "replayed": replayed}

    def ask(self, action, jobRunId=None, **_):
        return {
            "GetStart": {"state": "started", "jobRunId": "jr_first"},
            "GetJobRun": {"jobRun": {"jobRunState": "SUCCEEDED", "arguments": self._arguments.get(jobRunId)}},
            "StopJobRun": {"results": [{"jobRunId": "jr_plain", "outcome": "alreadyEnded", "state": "SUCCEEDED"}]},
        }[action]

    def send(self, *_, **__):
        return problem(422, "IdempotencyConflict")

    def client(self, _):
        return self

    def start_execution(self, **_):
        return {"executionArn": "arn"}

    def describe_execution(self, **_):
        return {"status": "SUCCEEDED", "output": '{"jobRunId": "jr_first"}'}


GIVEN = {"--day": "today"}
OWN = {"--target": "s3://lake/"}


@pytest.mark.parametrize(
    ("runs", "check", "reason"),
    [
        pytest.param(Runs({}, {}), "a given argument comes back", "shows no arguments", id="noArguments"),
        pytest.param(Runs({"--day": "x"}, OWN), "a given argument comes back", "not the given values of --day", id="otherValue"),
        pytest.param(Runs(GIVEN, OWN), "own arguments remain in effect", "--day lacks --target", id="givenReplaceTheJobsOwn"),
        pytest.param(Runs(GIVEN | OWN, OWN, "jr_second"), "the same key again", "jr_second", id="secondRun"),
    ],
)
def test_jobRuns_somethingIsWrong_isRed(runs, check, reason, capsys):
    verdicts = Verdicts()
    JobRuns(runs, verdicts, MayStart("job", GIVEN, seconds=1)).run()
    assert not verdicts.conclude()
    row = next(row for row in capsys.readouterr().out.splitlines() if " FAILED " in row)
    assert check in row
    assert reason in row


def test_jobRuns_redactedValues_areEqual(capsys):
    """The stack masks every argument with a name that suggests a secret; the start token is one."""
    shown = {START_TOKEN: "***", "--db-password": "***", **OWN}
    verdicts = Verdicts()
    JobRuns(Runs(shown, OWN), verdicts, MayStart("job", {"--db-password": "x"}, seconds=1)).run()
    assert verdicts.conclude()
    rows = capsys.readouterr().out
    assert "own --target" in rows
    assert "--target, as in a run without arguments" in rows


def test_verdicts_none_areNotAPass():
    assert not Verdicts().conclude()


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
