"""An AWS on 127.0.0.1: a stack, its API with the contract's answers, its workflows and Secrets Manager.

Every exchange with the API is checked against api/openapi.yaml.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from glueconnector.signing import Answer
from stack import contract
from stack.openapi import answers, reached

STAGE = "/_aws/execute-api/a1b2c3/v1"
MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:"
OUTPUTS = {
    "ApiUrl": "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/v1",
    "ConnectionPrefix": "glue-connector/",
    "FleetBucketName": "fleets",
    "RunFleetStateMachineArn": f"{MACHINE}RunFleet",
    "RunJobStateMachineArn": f"{MACHINE}RunJob",
}
CUT = "cut"
CUT_INSIDE = "cut inside the body"


def problem(status, code, detail, **more):
    """A problem document of the API."""
    body = {"type": f"urn:glue-connector:error:{code}", "title": code, "status": status, "detail": detail, "code": code}
    return status, body | {"requestId": "2f6d0f0e", "retryable": "retryAfterSeconds" in more} | more


def denied(detail):
    return problem(403, "AccessDenied", detail)


class Aws:
    """The server, with what it was asked and what it answers next."""

    def __init__(self):
        self.stacks: dict[str, dict[str, str]] = {"glue-connector": OUTPUTS}
        self.asked: list = []
        # The next answers of the API: (status, body) or CUT. Without one, the contract's first example.
        self.answers: list = []
        # By operation, such as DescribeExecution: the next answers; the last one stays.
        self.of_services: dict[str, list] = {}
        self.calls: list[tuple[str, dict]] = []
        self.refusal: tuple[str, str] | None = None
        self.seconds_ahead = 0
        self.broken: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.aws = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def over_tls(self, context):
        """From now on, the server speaks TLS. Returns its address."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        return self.url.replace("http:", "https:")

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        assert not self.broken, "\n".join(self.broken)

    def called(self, operation):
        """The inputs of the calls of one operation."""
        return [given for name, given in self.calls if name == operation]

    def next_of(self, operation):
        queue = self.of_services[operation]
        return queue.pop(0) if len(queue) > 1 else queue[0]


class Asked:
    """One request to the API."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers = method, path, headers
        self.body = json.loads(body) if body else None
        self.query = parse_qs(urlsplit(path).query, keep_blank_values=True)

    @property
    def key(self):
        return self.headers.get("Idempotency-Key")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    aws: Aws

    def do_GET(self):
        self._handle()

    def do_POST(self):
        self._handle()

    def do_PUT(self):
        self._handle()

    def _handle(self):
        self.aws = self.server.aws  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path = self.path.removeprefix("http://api.example.com")
        with suppress(BrokenPipeError, ConnectionResetError):
            if path.startswith((STAGE, "/v1/")):
                self._api(path.removeprefix(STAGE).removeprefix("/v1"), body)
            elif "X-Amz-Target" in self.headers:
                self._json_service(self.headers["X-Amz-Target"].rpartition(".")[2], json.loads(body))
            elif self.command == "PUT":
                self.aws.calls.append(("PutObject", {"path": path, "body": body}))
                self._send(200, "application/xml", "")
            else:
                self._cloudformation({name: it[0] for name, it in parse_qs(body).items()})

    def _api(self, path, body):
        self.aws.asked.append(Asked(self.command, path, self.headers, body))
        assert "/execute-api/aws4_request" in self.headers["Authorization"]
        answer = self.aws.answers.pop(0) if self.aws.answers else self._example(path)
        if answer == CUT:
            self.close_connection = True
            return
        status, content = self._example(path) if answer == CUT_INSIDE else answer
        text = json.dumps(content)
        kind = "application/json" if status == 200 else "application/problem+json"
        headers = {"Content-Type": kind}
        if "retryAfterSeconds" in content:
            headers["Retry-After"] = str(content["retryAfterSeconds"])
        self._hold(path, body, Answer(status, headers, text))
        self._send(status, kind, text, missing=1 if answer == CUT_INSIDE else 0)

    def _example(self, path):
        """The contract's first example; API Gateway's own response if there is no such route."""
        action = reached(self.command, urlsplit(path).path)
        return (200, answers(action)[0]) if action else denied("The request is not signed, or no such route exists.")

    def _hold(self, path, body, answer):
        try:
            contract.hold(self.command, path, list(self.headers.items()), body or None, answer)
        except AssertionError as broken:
            self.aws.broken.append(str(broken))

    def _json_service(self, operation, given):
        self.aws.calls.append((operation, given))
        answer = self.aws.next_of(operation)
        failed = "__type" in answer
        self._send(400 if failed else 200, "application/x-amz-json-1.1", json.dumps(answer))

    def _cloudformation(self, fields):
        if self.aws.refusal:
            self._send(403, "text/xml", error(*self.aws.refusal))
            return
        name = fields.get("StackName")
        if name and name not in self.aws.stacks:
            self._send(400, "text/xml", error("ValidationError", f"Stack with id {name} does not exist"))
            return
        stacks = "".join(members({name: self.aws.stacks[name]} if name else self.aws.stacks))
        result = f"<DescribeStacksResult><Stacks>{stacks}</Stacks></DescribeStacksResult>"
        self._send(200, "text/xml", f"<DescribeStacksResponse>{result}</DescribeStacksResponse>")

    def _send(self, status, kind, text, missing=0):
        content = text.encode()
        self.send_response_only(status)
        self.send_header("Date", formatdate(usegmt=True) if not self.aws.seconds_ahead else self._date_ahead())
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if status != 200 and "retryAfterSeconds" in text:
            self.send_header("Retry-After", str(json.loads(text)["retryAfterSeconds"]))
        self.end_headers()
        self.wfile.write(content[: len(content) - missing])
        self.close_connection = bool(missing)

    def _date_ahead(self):
        return formatdate(time.time() + self.aws.seconds_ahead, usegmt=True)

    def log_message(self, *_):
        """Logs nothing."""


def error(code, message):
    content = f"<Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message>"
    return f"<ErrorResponse><Error>{content}</Error></ErrorResponse>"


def members(stacks: dict[str, dict[str, str]]) -> Iterator[str]:
    for name, outputs in stacks.items():
        pairs = "".join(
            f"<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>" for key, value in outputs.items()
        )
        created = "<CreationTime>2026-01-31T03:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>"
        yield f"<member><StackName>{name}</StackName>{created}<Outputs>{pairs}</Outputs></member>"
