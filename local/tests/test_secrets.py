"""Secrets are never visible: not in a response, a log, an execution history, a failure message or an item, in success or failure.

The tests search for the secrets of every connection that this session has created so far. Every action has used the
connections of this file, with success and with a failure in which Glue itself repeats the secrets.
"""

import base64
import re

import pytest

from glueconnector.smoke.waiting import poll
from tests.actions import CASES, FIRST_CALLS, case
from tests.canaries import Canaries
from tests.sinks import Sinks

DOORS = ("http", "direct", "machine")
PLACES = ("answers", "logs", "histories", "failures", "rows")
UPSTREAM = "words-of-Glue-itself"
HIDDEN = {"--db-password": "hunter2-or-a-longer-one", "--API_KEY": "k-93f1c2ab77d0", "--refresh-token": "t/Zm9v+YmFy/8842"}


@pytest.fixture(scope="module")
def carriers(connections, canaries):
    """Connections that the actions use, one of each form with secrets."""
    return [connections.access_key("canary-key"), connections.session("canary-session"), connections.assume_role("canary-role")]


@pytest.fixture(scope="module")
def sinks(stack, aws, heard):
    return Sinks(stack, aws, heard)


@pytest.fixture(scope="module")
def traffic(carriers, doors, things, glue, connections, canaries):
    """Every action through every door, with success and with failure, over the connections in turn."""
    for place, action in enumerate(CASES):
        for turn, door in enumerate(DOORS):
            connection = carriers[(place + turn) % len(carriers)]
            succeed(action, door, connection, doors, things)
            fail(action, door, connection, doors, glue, canaries)
    refuse(connections, doors)
    doors.schedule("canary", doors.function("StartJobRun"), {"connection": carriers[0].name, "name": "no such job"})


# The actions on no particular job, crawler or trigger.
NAMELESS = {"ListJobs", "ListCrawlers", "ListTriggers", "GetStart", "TestConnection"}


def succeed(action, door, connection, doors, things):
    def start(other, fields):
        return doors.direct(other, fields | {"connection": connection.name}).answered()

    asked = case(action, things(connection.account), start)
    doors.through(door, action, asked.fields | {"connection": connection.name}).answered()


def fail(action, door, connection, doors, glue, canaries):
    """Glue repeats the secrets in its error, which the real Glue never does."""
    secrets = " ".join(canaries.values)
    operation = FIRST_CALLS.get(action, action)
    glue.fault(operation, "errorBefore", status=400, code="NeverHeardOf", message=f"{UPSTREAM} {secrets}"[:60_000], times=9)
    needed: dict[str, dict] = {
        "GetStart": {"idempotencyKey": "none"},
        "StopJobRun": {"jobRunIds": ["jr_1"]},
        "GetJobRun": {"jobRunId": "jr_1"},
        "GetJobRunLogs": {"jobRunId": "jr_1"},
    }
    named = {} if action in NAMELESS else {"name": "some name"}
    doors.through(door, action, {"connection": connection.name} | named | needed.get(action, {})).failed()
    glue.no_faults()


def refuse(connections, doors):
    """Connections that are rejected after their secrets are read: by IAM, by STS, by our own reader."""
    key = connections.access_key("canary-refused").secret
    connections.store("canary-forged", key | {"secretAccessKey": "f0rgedF0rgedF0rgedF0rgedF0rgedF0rged1234"})
    connections.store("canary-odd", key | {"externalId": "idOfAKeyPair-5512"})
    connections.store("canary-blank", key | {"sessionToken": " "})
    connections.store("canary-nameless", {"secretAccessKey": key["secretAccessKey"], "type": "accessKey"})
    connections.assume_role("canary-wrong-id", sent_id="notTheRightOne-77120")
    for name in ("forged", "odd", "blank", "nameless", "wrong-id"):
        for door in DOORS:
            doors.through(door, "ListJobs", {"connection": f"canary-{name}"}).failed()


@pytest.mark.parametrize("place", PLACES)
def test_secrets_inPlace_areNowhere(place, traffic, sinks, canaries, carriers):
    # Each place holds this test's traffic, so a search without findings had something to search.
    text = poll(getattr(sinks, place), lambda now: carriers[0].name in now)
    assert canaries.found_in(text) == []
    assert UPSTREAM not in text


@pytest.mark.parametrize("place", ["answers", "logs", "histories", "failures"])
def test_stackTraces_inPlace_areNowhere(place, traffic, sinks):
    assert re.findall(r"\bat (?:java|jdk|io\.glueconnector|software\.amazon)\S*\(\S+\)", getattr(sinks, place)()) == []


def test_redactedArguments_startedAndRead_areInNoTextOfOurs(doors, carriers, things, sinks, counts, faults):
    """An execution's input and a failure message are the caller's own words, so they are not searched."""
    connection = carriers[0]
    own = things(connection.account)
    job = own.job()
    hidden = Canaries()
    for value in HIDDEN.values():
        hidden.watch(value)
    fields = {"connection": connection.name, "name": job, "args": HIDDEN | {"--day": "2026-01-31"}}
    for door in DOORS:
        run = doors.through(door, "StartJobRun", fields).answered()["jobRunId"]
        assert own.glue.get_job_run(JobName=job, RunId=run)["JobRun"]["Arguments"].items() >= HIDDEN.items()
        shown = doors.through(door, "GetJobRun", {"connection": connection.name, "name": job, "jobRunId": run}).answered()
        shown = shown["jobRun"]["arguments"]
        assert {name: shown[name] for name in HIDDEN} == dict.fromkeys(HIDDEN, "***")
        assert shown["--day"] == "2026-01-31"
        doors.through(door, "StartJobRun", fields | {"name": "no such job"}).failed()
        doors.through(door, "StartJobRun", fields | {"timeoutMinutes": 10080}).failed()
    for place in ("answers", "logs", "rows"):
        text = getattr(sinks, place)()
        assert connection.name in text
        assert hidden.found_in(text) == []
    counts["canaries searched for"] += len(hidden.values)


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda secret: secret, id="raw"),
        pytest.param(lambda secret: secret[5:17], id="piece"),
        pytest.param(lambda secret: "".join(f"%{ord(it):02X}" if it in "/+=" else it for it in secret), id="urlEncoded"),
        *(
            pytest.param(lambda secret, shift=shift: base64_of("x" * shift + secret + "tail"), id=f"base64After{shift}")
            for shift in range(3)
        ),
    ],
)
def test_canaries_hidden_areFound(hide):
    canaries = Canaries()
    canaries.watch("wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzEXAMPLE=")
    assert canaries.found_in("before " + hide("wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzEXAMPLE=") + " after")
    assert not canaries.found_in("a long text without any piece of a watched value")


def base64_of(text):
    return base64.b64encode(text.encode()).decode()
