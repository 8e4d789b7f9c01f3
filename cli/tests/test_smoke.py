"""glue smoke: its options, how it checks responses and arguments, and what its evidence holds."""

import json

import pytest
from botocore.credentials import Credentials
from cli.tests.aws import OUTPUTS

from glueconnector import routes
from glueconnector.signing import Answer, object_of
from glueconnector.smoke.checks import VALUES
from glueconnector.smoke.connection import PROBLEM, refused, seconds_to_wait, succeeded
from glueconnector.smoke.evidence import harmless, is_cold_start
from glueconnector.smoke.job_runs import START_TOKEN, JobRuns
from glueconnector.smoke.verdicts import Unexpected, Verdicts
from stack import openapi


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--endpoint-url", "https://glue.example"], "http://127.0.0.1:PORT", id="foreignEndpoint"),
        pytest.param(["--arguments", "{"], "not JSON", id="argumentsNotJson"),
        pytest.param(["--arguments", '{"--n": 1}'], "object of strings", id="argumentsNotTexts"),
        pytest.param(["--minutes", "soon"], "--minutes", id="minutesNotANumber"),
        pytest.param(["--minutes", "0"], "--minutes", id="noMinutes"),
        pytest.param(["--arguments", '{"--n": "1"}'], "--job", id="argumentsWithoutJob"),
        pytest.param(["--evidence", __file__], "expected a new file in an existing folder", id="evidenceThatExists"),
        pytest.param(["--evidence", "/no/such/folder/x"], "expected a new file in an existing folder", id="evidenceInNoFolder"),
    ],
)
def test_smoke_wrongOption_namesTheExpectedValue(glue, aws, options, message):
    done = glue("smoke", "--endpoint-url", aws.url, *options)
    assert (done.code, done.output, aws.asked) == (2, "", [])
    assert message in " ".join(done.errors.split())


@pytest.mark.parametrize(
    ("name", "title"),
    [("absent", "There is no stack absent in eu-west-1."), ("other", "Stack other in eu-west-1 has no output ApiUrl.")],
)
def test_smoke_noStackOfTheConnector_saysSo(glue, aws, name, title):
    aws.stacks = {"other": {"Bucket": "x"}, "glue-connector": OUTPUTS}
    done = glue("smoke", "--stack-name", name)
    assert (done.code, done.output, done.errors.splitlines()[0]) == (1, "", title)


def test_smoke_interrupted_saysThatItsRunsContinue(glue, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("glueconnector.smoke.command.run_checks", interrupted)
    done = glue("smoke")
    assert (done.code, done.errors) == (130, "\nInterrupted.\nWhat was started continues.\n")


@pytest.mark.parametrize(
    ("words", "connections"),
    [
        ([], ("default",)),
        (["--connection", "a", "b", "--notify"], ("a", "b")),
        (["-c", "a", "-c", "b"], ("a", "b")),
    ],
)
def test_smoke_connections_areCheckedInOrder(glue, monkeypatch, words, connections):
    checked = []
    monkeypatch.setattr("glueconnector.smoke.command.run_checks", lambda _, __, names, ___: checked.append(names))
    glue("smoke", *words)
    assert checked == [connections]


def test_routes_areThoseOfTheContract():
    assert routes.ROUTES == openapi.ROUTES
    assert {it: routes.required_fields(it) for it in routes.ROUTES} == {it: openapi.required_fields(it) for it in openapi.ROUTES}


def test_requestOf_fieldsOutsideThePath_areInTheQueryOrTheBody():
    assert routes.request_of("ListJobRuns", name="a b", maxItems=1, tags={"env": "x y"}, all=True) == routes.Request(
        "GET", "/connections/default/jobs/a%20b/runs?tag=env%3Dx%20y&maxItems=1&all=true", None, []
    )
    fields = {"name": "a/b", "jobRunIds": ["jr_1"], "idempotencyKey": "k", "colour": "red"}
    assert routes.request_of("StopJobRun", connection="team-a", **fields) == routes.Request(
        "POST",
        "/connections/team-a/jobs/a%2Fb/runs/stop",
        {"jobRunIds": ["jr_1"], "colour": "red"},
        [("Idempotency-Key", "k")],
    )


def test_values_existForEveryFieldThatAnActionRequires():
    assert set().union(*map(routes.required_fields, routes.ROUTES)) == VALUES.keys() | {"connection"}


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
    assert is_cold_start(object_of(message)) == counts


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
    with pytest.raises(Unexpected, match="expected"):
        refused(answer, 404, "NotFound")


def test_succeeded_htmlPage_fails():
    with pytest.raises(Unexpected, match="but got 200 as text/html: <html>"):
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
        self.target = self

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

    def output(self, name):
        return name

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
    JobRuns(runs, verdicts, "job", GIVEN, 1).run()
    assert not verdicts.conclude()
    row = next(row for row in capsys.readouterr().out.splitlines() if " FAILED " in row)
    assert check in row
    assert reason in row


def test_jobRuns_redactedValues_areEqual(capsys):
    """The stack masks every argument with a name that suggests a secret; the start token is one."""
    shown = {START_TOKEN: "***", "--db-password": "***", **OWN}
    verdicts = Verdicts()
    JobRuns(Runs(shown, OWN), verdicts, "job", {"--db-password": "x"}, 1).run()  # type: ignore[arg-type]
    assert verdicts.conclude()
    rows = capsys.readouterr().out
    assert "own --target" in rows
    assert "--target, as in a run without arguments" in rows


def test_verdicts_none_areNotAPass():
    assert not Verdicts().conclude()
