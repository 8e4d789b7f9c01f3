"""Pytest fixtures: one stack for the whole session, its callers and the requests to Glue. Any suite may load them with -p."""

import json
import os
import random
import socket
import urllib.request
from collections import Counter
from contextlib import suppress

import pytest
from botocore.credentials import Credentials

from glueconnector.signing import Http
from glueconnector.smoke.waiting import ENDED, poll
from stack import contract, seeding
from stack.aws import Aws
from stack.environment import REGION, for_running
from stack.processes import ProcessGroup
from stack.published_model import PublishedModel
from stack.running import Stack


def free_port():
    """A free port below Linux's default range for outgoing connections, so none of them takes it before a server does."""
    while True:
        port = random.randrange(16384, 32768)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@pytest.fixture(scope="session", autouse=True)
def no_real_aws():
    """Replaces every AWS setting of the user before the first call."""
    given = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(for_running("http://127.0.0.1:1"))
    yield
    os.environ.clear()
    os.environ.update(given)


@pytest.fixture(scope="session")
def stack(no_real_aws):
    """The stack as bin/run creates it, on its own port, with its `callers`."""
    with ProcessGroup() as group, Stack(free_port(), group) as up:
        up.start_fake_glue()
        up.start_emulator()
        up.deploy()
        up.callers = seeding.seed(up, seeding.scripts())
        yield up


@pytest.fixture(scope="session")
def aws(stack):
    """Clients with the root's key, to arrange and inspect, never to prove a permission."""
    return Aws(stack.endpoint)


@pytest.fixture(scope="session")
def operator(stack):
    return Aws(stack.endpoint, *stack.callers["operator"].values())


@pytest.fixture(scope="session")
def call(stack, counts, heard):
    """Sends a request to the HTTP API as a predefined caller, the root or, with None, unsigned; holds it to the contract."""

    http = Http(stack.api_url)

    def send(method, path, body=None, caller="caller", headers=()):
        content = json.dumps(body) if isinstance(body, (dict, list)) else body
        keys = stack.callers | {"root": {"accessKeyId": "test", "secretAccessKey": "test"}}
        credentials = Credentials(*keys[caller].values()) if caller else None
        answer = http.request(method, stack.api_url + path, content, headers, REGION, credentials)
        heard.append(answer.body)
        contract.hold(method, path, headers, content, answer)
        counts["HTTP requests and responses checked against api/openapi.yaml"] += 1
        return answer

    return send


@pytest.fixture(scope="session")
def heard():
    """Every response that a test got; a test searches them for secrets."""
    return []


COUNTS = pytest.StashKey[Counter]()


@pytest.fixture(scope="session")
def counts(request, record_testsuite_property):
    """Counts of what the tests covered, for the summary and for bin/test, which reads the report."""
    counted = request.config.stash.setdefault(COUNTS, Counter())
    yield counted
    for what, number in counted.items():
        record_testsuite_property(what, number)


def pytest_terminal_summary(terminalreporter, config):
    for what, number in config.stash.get(COUNTS, {}).items():
        terminalreporter.write_line(f"{number:>5} {what}")


# The operations with which a workflow waits for the end of a run or a crawl.
POLLS = {"GetJobRun", "GetJobRuns", "ListCrawls"}


@pytest.fixture(scope="session")
def glue(stack, counts):
    """At the end of the session, every request to Glue must fit the model that AWS publishes."""
    seen = Glue(stack.fake_glue)
    yield seen
    model, requests = PublishedModel(), seen.requests()
    findings = {it for request in requests for it in model.findings(request["operation"], request["body"])}
    assert not findings, "\n".join(sorted(findings))
    counts["requests on the deployed stack checked against Glue's published model"] += len(requests)


class Glue:
    """The requests that fake-glue got, and the outcomes of its runs."""

    def __init__(self, url):
        self._url = url

    def requests(self, operation=None):
        """Requests in order of arrival, including those that only arrange a test."""
        requests = json.loads(self._read("requests"))["requests"]
        return [request for request in requests if operation in (None, request["operation"])]

    def called_since(self, before):
        """The operations of the requests after the first `before`, without the polls of workflows that earlier tests started."""
        return [it["operation"] for it in self.requests()[before:] if it["operation"] not in POLLS]

    def fault(self, operation, fault, **details):
        """Injects the fault into the next `times` requests to the operation."""
        self._send("POST", {"operation": operation, "fault": fault} | details)

    def event_fault(self, fault, **details):
        """Injects the fault into the next `times` events."""
        self._send("POST", {"fault": fault} | details, "event-faults")

    def no_faults(self):
        self._send("DELETE")

    def events(self):
        return json.loads(self._read("events"))

    def output(self, job_run_id):
        return self._read(f"runs/{job_run_id}/output")

    def _send(self, method, body=None, route="faults"):
        content = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self._url}/_fake-glue/{route}", data=content, method=method)
        urllib.request.urlopen(request, timeout=10).close()

    def _read(self, route):
        with urllib.request.urlopen(f"{self._url}/_fake-glue/{route}", timeout=10) as answer:
            return answer.read().decode()


@pytest.fixture(scope="session")
def ended_run(aws):
    """Waits until a run has ended and returns its description from Glue."""

    def wait(job_name, job_run_id):
        glue_client = aws.client("glue")
        return poll(
            lambda: glue_client.get_job_run(JobName=job_name, RunId=job_run_id)["JobRun"],
            lambda run: run["JobRunState"] in ENDED,
        )

    return wait
