"""glue start, crawl, fire, stop, key and test: what they send, what they show, and that a start happens once."""

import json
import socket
from ssl import SSLEOFError

import pytest
from botocore import exceptions
from botocore.httpsession import URLLib3Session
from cli.tests.aws import CUT, CUT_INSIDE, problem

from stack.openapi import answers

UNKNOWN = problem(503, "OutcomeUnknown", "Not known. Send the same request with the same key later.", retryAfterSeconds=60)
RUN = answers("StartJobRun")[0]["jobRunId"]


def test_start_withoutKey_showsTheKeyThatItSends(glue, aws):
    done = glue("start", "sales load", "--arg", "day=2026-01-31", "--arg=--full=")
    (asked,) = aws.asked
    assert (done.code, asked.path) == (0, "/connections/default/jobs/sales%20load/runs")
    assert asked.body == {"args": {"--day": "2026-01-31", "--full": ""}}
    assert done.errors == f"key {asked.key}\n"
    assert done.output.splitlines() == [f"run    {RUN}", "start  new", f"key    {asked.key}"]


def test_start_twice_hasTwoKeys(glue, aws):
    glue("start", "load")
    glue("start", "load")
    assert len({it.key for it in aws.asked}) == 2


def test_start_options_areTheFieldsOfTheContract(glue, aws):
    options = ["--worker-type", "G.1X", "--workers", "2", "--timeout-minutes", "5", "--glue-region", "us-east-1", "-c", "team-a"]
    glue("start", "load", "--key", "sales/1", *options)
    (asked,) = aws.asked
    assert (asked.path, asked.key) == ("/connections/team-a/jobs/load/runs", "sales/1")
    assert asked.body == {"region": "us-east-1", "workerType": "G.1X", "numberOfWorkers": 2, "timeoutMinutes": 5}


def test_start_json_printsTheAnswerAsItIs(glue, aws):
    done = glue("start", "load", "--key", "k", "--json")
    assert done.output == json.dumps(answers("StartJobRun")[0]) + "\n"


def test_start_answersLost_sentAgainUnderTheSameKey(glue, aws, pauses):
    aws.answers = [CUT, CUT]
    done = glue("start", "load")
    assert (done.code, len(aws.asked), len({it.key for it in aws.asked})) == (0, 3, 1)
    assert pauses == [1, 2]
    assert done.errors.count("Sending the start again under the same key.") == 2


@pytest.mark.parametrize(
    "lost",
    [
        exceptions.ConnectTimeoutError(endpoint_url="u"),
        exceptions.ConnectionClosedError(endpoint_url="u"),
        exceptions.EndpointConnectionError(endpoint_url="u"),
        exceptions.HTTPClientError(error="e"),
        exceptions.ProxyConnectionError(proxy_url="u"),
        exceptions.ReadTimeoutError(endpoint_url="u"),
        exceptions.ResponseStreamingError(error="e"),
        exceptions.SSLError(endpoint_url="u", error=SSLEOFError("EOF occurred in violation of protocol")),
    ],
    ids=lambda it: type(it).__name__,
)
def test_start_withoutAResponse_isSentAgainUnderTheSameKey(glue, aws, pauses, lost, monkeypatch):
    """The SDK's transport has these failures: botocore.httpsession.URLLib3Session.send."""
    transport, keys = URLLib3Session.send, []

    def send(session, request):
        if "Idempotency-Key" in request.headers:
            keys.append(request.headers["Idempotency-Key"])
            if len(keys) == 1:
                raise lost
        return transport(session, request)

    monkeypatch.setattr(URLLib3Session, "send", send)
    done = glue("start", "load")
    assert (done.code, len(keys), len(set(keys)), pauses) == (0, 2, 1, [1])
    assert f"No response ({type(lost).__name__}). Sending the start again" in done.errors


def test_start_responseCutInItsBody_isSentAgainUnderTheSameKey(glue, aws, pauses):
    aws.answers = [CUT_INSIDE]
    done = glue("start", "load")
    assert (done.code, len(aws.asked), len({it.key for it in aws.asked})) == (0, 2, 1)


@pytest.mark.parametrize(
    "answer",
    [
        problem(500, "Internal", "The function failed before it could respond. The request may have taken effect."),
        problem(504, "DeadlineExceeded", "The function did not respond in time. The request may have taken effect."),
    ],
)
def test_start_functionFailed_isSentAgainUnderTheSameKey(glue, aws, pauses, answer):
    aws.answers = [answer]
    assert glue("start", "load").code == 0
    assert len({it.key for it in aws.asked}) == 1


def test_start_neverSent_saysWhyAndNotThatItsOutcomeIsUnknown(glue, pauses):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        done = glue("start", "load", "--api-url", f"http://127.0.0.1:{nobody.getsockname()[1]}")
    assert (done.code, pauses) == (1, [1, 2, 4])
    assert done.errors.splitlines()[-2].startswith("The server cannot be reached")


def test_start_outcomeUnknown_sentAgainAfterTheWait(glue, aws, pauses):
    aws.answers = [UNKNOWN]
    assert glue("start", "load").code == 0
    assert (pauses, len({it.key for it in aws.asked})) == ([20], 1)


def test_start_neverAnswered_saysHowToLookAndToGoOn(glue, aws, pauses):
    aws.answers = [CUT] * 4
    done = glue("start", "load", "--key", "k-1")
    assert (done.code, len(aws.asked)) == (1, 4)
    assert done.errors.splitlines()[-2:] == [
        "It is not known whether the start took effect: 4 requests got no response.",
        "Show the start with `glue key k-1`, or send it again with --key k-1: it starts nothing twice.",
    ]


def test_start_rejected_sentOnce(glue, aws, pauses):
    aws.answers = [problem(409, "ConcurrentRunsExceeded", "The job is busy. Wait for a run to end.", retryAfterSeconds=10)]
    done = glue("start", "load", "--key", "k")
    assert (done.code, len(aws.asked), pauses) == (4, 1, [])
    assert done.errors.splitlines() == ["ConcurrentRunsExceeded (HTTP 409).", "The job is busy. Wait for a run to end."]


def test_start_rejectedWithJson_printsTheProblemAsItIs(glue, aws):
    aws.answers = [problem(404, "NotFound", "Glue has no job load. Check the name.")]
    done = glue("start", "load", "--key", "k", "--json")
    assert (done.code, json.loads(done.output)["code"]) == (4, "NotFound")


def test_start_keyWithLineBreak_rejected(glue, aws):
    done = glue("start", "load", "--key", "a\nb")
    assert (done.code, aws.asked) == (2, [])
    assert "expected 1 to 512 printable ASCII characters" in done.errors


def test_start_argumentWithoutValue_rejectedWithoutRepeatingIt(glue, aws):
    done = glue("start", "load", "--arg", "password hunter2")
    assert (done.code, aws.asked) == (2, [])
    assert "expected --arg as NAME=VALUE" in done.errors
    assert "hunter2" not in done.errors


def test_start_warnings_areShown(glue, aws):
    aws.answers = [(200, answers("StartJobRun")[1])]
    assert "Warning: args: the script does not see day." in glue("start", "load").errors


def test_crawl_adopt_sendsIt(glue, aws):
    done = glue("crawl", "files", "--adopt")
    assert (aws.asked[0].path, aws.asked[0].body) == ("/connections/default/crawlers/files/start", {"ifRunning": "adopt"})
    assert "outcome  started" in done.output


def test_fire_onDemandTrigger_showsItsRuns(glue, aws):
    done = glue("fire", "reload")
    assert aws.asked[0].path == "/connections/default/triggers/reload/start"
    assert aws.asked[0].key
    assert answers("StartTrigger")[0]["jobRunIds"][0] in done.output


def test_stop_mixedResults_tableAndExitCode3(glue, aws):
    done = glue("stop", "load", "jr_1", "jr_2")
    assert aws.asked[0].body == {"jobRunIds": ["jr_1", "jr_2"]}
    assert done.code == 3
    assert [line.split()[1:] for line in done.output.splitlines()] == [
        ["OUTCOME", "STATE"],
        ["stopping"],
        ["alreadyEnded", "SUCCEEDED"],
        ["notFound"],
        ["failed", "InternalServiceException"],
    ]


def test_key_started_showsTheRun(glue, aws):
    done = glue("key", "sales/2026 1")
    assert aws.asked[0].query == {"idempotencyKey": ["sales/2026 1"]}
    assert "state      started" in done.output
    assert answers("GetStart")[0]["jobRunId"] in done.output


def test_test_connection_showsIdentityAndPermissions(glue, aws):
    done = glue("test", "team-a")
    assert aws.asked[0].path == "/connections/team-a/test"
    assert "ListTriggers  denied" in done.output
    assert f"version       {answers('TestConnection')[0]['version']}" in done.output
    assert "Warning: The role can be assumed without an External ID." in done.errors
