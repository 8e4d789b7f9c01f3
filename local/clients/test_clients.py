"""Clients generated from api/openapi.yaml compile, take each example response without loss, and send what they are given."""

import json
import re
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from clients.generating import drivers, environment, make_clients
from stack.environment import REGION
from stack.openapi import CONTRACT, OPERATIONS, ROUTES, body_schema, examples, parameters, resolved

# Each needs an encoding in a path or a query.
NAME = "l'été 100% a+b"
AUTHORIZATION = re.compile(r"^AWS4-HMAC-SHA256 Credential=([^, ]+), ?SignedHeaders=([^, ]+), ?Signature=([^, ]+)$")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Exchange:
    """A request that a client sends, and the response to it."""

    action: str
    status: int
    media_type: str
    body: Any
    response_type: str
    sent: Any


class Request(NamedTuple):
    """A request that a client sent. The names of its headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def exchanges() -> Iterator[Exchange]:
    """One for each example of a response, with and without a field that Glue adds later. Examples of requests take turns."""
    for action, operation in OPERATIONS.items():
        requests = cycle(_requests(operation))
        for status, response in operation["responses"].items():
            ((media_type, content),) = resolved(response)["content"].items()
            for body in _bodies(status, content):
                yield Exchange(action, _status(status), media_type, body, named(content["schema"]), next(requests))


def _requests(operation):
    if "requestBody" not in operation:
        return [None]
    return [value for _, value in examples(operation["requestBody"]["content"]["application/json"])]


def _bodies(status, content):
    if status == "default":
        return [CONTRACT["components"]["examples"]["Internal"]["value"] | {"status": _status(status)}]
    shown = [value for _, value in examples(content)]
    return [*shown, *(with_a_new_field(it) for it in shown if with_a_new_field(it) != it)]


def _status(status):
    return 501 if status == "default" else int(status)


def named(schema):
    """The name of a schema in the contract."""
    return schema["$ref"].rpartition("/")[2]


def with_a_new_field(body):
    """The response after Glue has added a field to job runs and crawls."""
    later = deepcopy(body)
    runs = [later["jobRun"]] if "jobRun" in later else later.get("jobRuns", [])
    for it in [*runs, *later.get("crawls", [])]:
        it["addedLater"] = {"Text": "a", "Numbers": [1, 2.5, None]}
    return later


def value_of(parameter):
    """A value for a parameter of the contract, as JSON."""
    schema = resolved(parameter["schema"])
    if parameter["name"] in ("name", "dependentJobName", "idempotencyKey"):
        return NAME
    if schema.get("type") == "boolean":
        return not schema["default"]
    return parameter.get("example", schema.get("default", "Zm9y"))


def call(exchange, url):
    body = OPERATIONS[exchange.action].get("requestBody", {}).get("content", {}).get("application/json")
    return {
        "action": exchange.action,
        "tag": OPERATIONS[exchange.action]["tags"][0],
        "url": url,
        "region": REGION,
        "parameters": {it["name"]: value_of(it) for it in parameters(exchange.action)},
        "responseType": exchange.response_type,
    } | ({"body": exchange.sent, "bodyType": named(body["schema"])} if body else {})


class Recorder(BaseHTTPRequestHandler):
    """Records each request, and returns the response of the exchange with the number that starts the path."""

    server: "Api"

    def handle_request(self):
        number, target = self.path[1:].split("/", 1)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests[int(number)] = Request(self.command, f"/{target}", headers, body)
        exchange = self.server.exchanges[int(number)]
        content = json.dumps(exchange.body).encode()
        self.send_response(exchange.status)
        self.send_header("Content-Type", exchange.media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = handle_request

    def log_message(self, *_):
        """Logs nothing."""


class Api(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Recorder)
        self.exchanges = list(exchanges())
        self.requests: dict[int, Request] = {}


@dataclass(frozen=True)
class Driven:
    """What a client returned, and what it sent."""

    exchanges: list[Exchange]
    results: list[dict]
    requests: list[Request]
    port: int


@pytest.fixture(scope="module")
def made():
    make_clients()


@pytest.fixture(scope="module", params=["Java", "Python", "TypeScript"])
def driven(request, made):
    server = Api()
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        calls = json.dumps([call(it, f"{url}/{number}") for number, it in enumerate(server.exchanges)])
        command = [str(it) for it in drivers()[request.param]]
        done = subprocess.run(command, input=calls, capture_output=True, text=True, env=environment(), timeout=60, check=False)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert done.returncode == 0, done.stderr[-5000:]
    requests = [server.requests[number] for number in range(len(server.exchanges))]
    return Driven(server.exchanges, json.loads(done.stdout), requests, server.server_port)


def same(value):
    """A value in a form that is equal for equal JSON. Clients write the same number or time in different ways."""
    if isinstance(value, dict):
        return {name: same(it) for name, it in value.items()}
    if isinstance(value, list):
        return [same(it) for it in value]
    if isinstance(value, str) and TIME.fullmatch(value):
        return datetime.fromisoformat(value).timestamp()
    return repr(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else repr(value)


def test_responses_of_each_status_are_taken_without_loss(driven, counts):
    lost = [
        (exchange.action, exchange.status, exchange.body, result)
        for exchange, result in zip(driven.exchanges, driven.results, strict=True)
        if result["status"] != exchange.status or same(result["body"]) != same(exchange.body)
    ]
    assert lost == []
    counts["example responses that generated clients took without loss"] += len(driven.results)


def test_parameters_and_bodies_are_sent_without_loss(driven):
    for exchange, (method, target, headers, body) in zip(driven.exchanges, driven.requests, strict=True):
        of_route, route = ROUTES[exchange.action]
        given = {(it["in"], it["name"]): value_of(it) for it in parameters(exchange.action)}
        path, _, query = target.partition("?")
        in_path = {name: value for (place, name), value in given.items() if place == "path"}
        segments = [in_path.get(it.strip("{}"), it) for it in route.split("/")]
        assert (method, [unquote(it) for it in path.split("/")]) == (of_route, segments)
        assert sorted(pairs(query)) == sorted(expected_pairs(given)), exchange.action
        assert headers.get("idempotency-key") == given.get(("header", "Idempotency-Key")), exchange.action
        assert same(with_defaults(exchange.action, json.loads(body or "null"))) == same(
            with_defaults(exchange.action, exchange.sent)
        ), exchange.action


def with_defaults(action, body):
    """The body with the defaults of its schema, which some clients send."""
    defaults = {name: it["default"] for name, it in body_schema(action)["properties"].items() if "default" in it}
    return defaults | (body or {})


def pairs(query):
    # AWS signs a plus sign as itself, so a space must be %20.
    assert "+" not in query
    return [tuple(unquote(it) for it in pair.split("=", 1)) for pair in query.split("&") if pair]


def expected_pairs(given):
    for (place, name), value in given.items():
        for it in value if isinstance(value, list) else [value]:
            if place == "query":
                yield name, str(it).lower() if isinstance(it, bool) else str(it)


def test_requests_are_signed_for_api_gateway(driven):
    for number, (method, target, headers, body) in enumerate(driven.requests):
        ((credential, names, signature),) = AUTHORIZATION.findall(headers["authorization"])
        assert credential.split("/")[2:] == [REGION, "execute-api", "aws4_request"]
        assert {"host", "x-amz-date"} <= set(names.split(";"))
        assert headers.get("x-amz-content-sha256", sha256(body).hexdigest()) == sha256(body).hexdigest()
        signed = {name: headers[name] for name in names.split(";")}
        url = f"http://127.0.0.1:{driven.port}/{number}{target}"
        assert signature == signature_of(AWSRequest(method, url, data=body, headers=signed), headers["x-amz-date"]), target


def signature_of(request, date):
    request.context["timestamp"] = date
    signer = SigV4Auth(Credentials("key", "secret"), "execute-api", REGION)
    return signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)


@pytest.mark.parametrize(
    "other",
    [{}, {"a": 1}, {"a": 1, "b": None}, {"a": 2, "b": True}, {"a": True, "b": True}, {"a": 1, "b": True, "c": []}],
)
def test_loss_is_found(other):
    assert same(other) != same({"a": 1, "b": True})


def test_same_number_or_time_is_no_loss():
    assert same([10, "2026-01-31T03:00:04.512Z"]) == same([10.0, "2026-01-31T03:00:04.512000+00:00"])
