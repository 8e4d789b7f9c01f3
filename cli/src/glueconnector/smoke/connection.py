"""The HTTP API over one connection: returns the expected response and fails on any other."""

import json
import time
from collections.abc import Iterable
from typing import Any

from botocore.credentials import Credentials, ReadOnlyCredentials

from glueconnector.routes import Request, request_of
from glueconnector.signing import Answer, Http
from glueconnector.smoke.verdicts import Unexpected
from glueconnector.target import Target

PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "detail", "code", "requestId", "retryable"}


class Connection:
    def __init__(self, target: Target, name: str):
        self.target = target
        self.name = name
        self._http = Http(target.api_url)

    def ask(self, action: str, **fields: Any) -> dict[str, Any]:
        """Calls an action and returns its result."""
        return succeeded(self.send(action, **fields))

    def send(self, action: str, **fields: Any) -> Answer:
        """Sends one request unchanged, signed by the stack's user."""
        return self.send_request(*self.request(action, **fields), credentials=self.target.credentials())

    def send_request(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: Iterable[tuple[str, str]] = (),
        credentials: Credentials | ReadOnlyCredentials | None = None,
    ) -> Answer:
        """Sends any request to the API, unsigned if there are no credentials."""
        content = None if body is None else json.dumps(body)
        return self._http.request(method, self.target.api_url + path, content, headers, self.target.region, credentials)

    def request(self, action: str, **fields: Any) -> Request:
        return request_of(action, connection=self.name, **fields)

    def start(self, action: str, seconds: float, **fields: Any) -> dict[str, Any]:
        """Sends a start, and repeats it as long as the response asks for a retry; its key makes it happen only once."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.send(action, **fields)
            wait = seconds_to_wait(answer)
            if wait is None or time.monotonic() + wait > deadline:
                return succeeded(answer)
            time.sleep(wait)


def succeeded(answer: Answer) -> dict[str, Any]:
    """The body of a 200."""
    if answer.status != 200 or answer.content_type != "application/json":
        raise Unexpected(f"expected 200 as application/json, but got {told(answer)}")
    return answer.content


def refused(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """Returns the problem document of an error, after checking that it is complete and consistent."""
    if answer.status != status or answer.content_type != PROBLEM:
        raise Unexpected(f"expected {status} {code} as {PROBLEM}, but got {told(answer)}")
    problem = answer.content
    if problem.get("code") != code or problem.get("status") != status or not problem.keys() >= MEMBERS:
        raise Unexpected(f"expected a problem document of {status} {code}, but got {answer.body}")
    return problem


def seconds_to_wait(answer: Answer) -> float | None:
    """The seconds that a response asks to wait before a retry of the same request; None if a retry would not help."""
    problem = answer.content if answer.content_type == PROBLEM else {}
    return problem.get("retryAfterSeconds") if problem.get("retryable") else None


def told(answer: Answer) -> str:
    """A response in one line."""
    problem = answer.content
    if {"code", "detail"} <= problem.keys():
        return f"{answer.status} {problem['code']} as {answer.content_type}: {problem['detail']}"
    return f"{answer.status} as {answer.content_type or 'nothing'}: {answer.body[:200]}"
